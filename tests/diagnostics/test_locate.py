"""Findings get their places."""

from __future__ import annotations

import pytest

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Edit, Finding, Fix, Label
from agwctl.diagnostics.locate import locate, pointers
from agwctl.source.node import Mapping, Node, Scalar, Source
from agwctl.source.reader import read

TEXT = 'a:\n- b: 1\n  "c d": [x, y]\n- &e {f: }\n- *e\n'


def nodes(node: Node) -> list[Node]:
    if isinstance(node, Mapping):
        return [node, *(inner for key, value in node.entries for inner in (key, *nodes(value)))]
    return [node, *(inner for item in getattr(node, "items", []) for inner in nodes(item))]


ROOT = read(TEXT).documents[0]
SOURCE = Source("gw.yaml", TEXT)


def at(text: str) -> Node:
    """The scalar with that text."""
    return next(node for node in nodes(ROOT) if isinstance(node, Scalar) and node.text == text)


@pytest.mark.parametrize(
    ("text", "pointer", "start"),
    [
        ("a", "a", (1, 1)),
        ("b", "a[0].b", (2, 3)),
        ("1", "a[0].b", (2, 6)),
        ("c d", 'a[0]["c d"]', (3, 3)),
        ("y", 'a[0]["c d"][1]', (3, 14)),
        ("f", "a[1].f", (4, 7)),
        ("", "a[1].f", (4, 7)),  # an empty value is shown at its key
    ],
)
def test_paths_and_places(text, pointer, start):
    (found,) = locate([Finding(codes.UNKNOWN_KEY, at(text), "m")], ROOT, SOURCE)
    assert (found.pointer, found.span.start) == (pointer, start)


def test_the_whole_document_has_no_path():
    (found,) = locate([Finding(codes.UNKNOWN_KEY, ROOT, "m")], ROOT, SOURCE)
    assert (found.pointer, found.span.start) == ("", (1, 1))


def test_a_node_that_is_not_in_the_tree_has_a_place_but_no_path():
    (found,) = locate([Finding(codes.YAML_SYNTAX, Scalar("", True, 5, 6), "m")], ROOT, SOURCE)
    assert (found.pointer, found.span) == ("", ((2, 3), (2, 4)))


def test_they_come_in_the_order_of_the_text_each_once():
    findings = [Finding(codes.UNKNOWN_KEY, at(text), "m") for text in ("f", "b", "f", "a", "f")]
    assert [found.pointer for found in locate(findings, ROOT, SOURCE)] == ["a", "a[0].b", "a[1].f"]


def test_related_places_and_edits_are_found_too():
    fix = Fix("rename", True, (Edit(at("b"), "bb"),))
    (found,) = locate(
        [Finding(codes.DUPLICATE_KEY, at("f"), "m", None, (Label(at("y"), "here"),), fix)], ROOT, SOURCE, 3
    )
    assert found.document == 3
    assert [(label.message, label.pointer, label.span.start) for label in found.related] == [
        ("here", 'a[0]["c d"][1]', (3, 14))
    ]
    assert found.fix is not None
    assert [(edit.span, edit.text) for edit in found.fix.edits] == [(((2, 3), (2, 4)), "bb")]


def test_labels_may_point_into_other_documents_and_files():
    other, third = read("x: {y: z}").documents[0], read("\nlast: 1").documents[0]
    elsewhere = Source("other.yaml", "\nlast: 1")
    labels = (Label(nodes(other)[-1], "here"), Label(nodes(third)[-1], "there"))
    around = [(other, SOURCE), (third, elsewhere)]
    (told,) = locate([Finding(codes.NOT_SERVED, at("b"), "m", None, labels)], ROOT, SOURCE, 0, around)
    assert [(each.pointer, each.source, each.span.start.line) for each in told.related] == [
        ("x.y", None, 2),
        ("last", elsewhere, 2),
    ]


def test_pointers():
    assert pointers([at("y"), at("b")], ROOT) == ["a[0].b", 'a[0]["c d"][1]']
    assert pointers([], ROOT) == []
