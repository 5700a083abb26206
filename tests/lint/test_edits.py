from __future__ import annotations

import pytest

from agwctl.lint.edits import both, put
from agwctl.source.edit import Editor, Edits
from agwctl.source.node import Source
from agwctl.source.reader import read


def made(text: str, edits: Edits) -> str | None:
    """The text after the edits."""
    for edit in sorted(edits or (), key=lambda edit: -edit.node.start):
        text = text[: edit.node.start] + edit.text + text[edit.node.end :]
    return None if edits is None else text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a: 1\n", "a: 1\nx:\n  y:\n    z: 2\n"),
        ("x:\n  b: 1\na: 1\n", "x:\n  b: 1\n  y:\n    z: 2\na: 1\n"),
        ("x: {y: {z: 1}}\n", "x: {y: {z: 2}}\n"),
        ("{a: 1}\n", "{a: 1, x: {y: {z: 2}}}\n"),
        ("x: {y: 1}\n", None),
        ("[]\n", None),
    ],
)
def test_put(text, after):
    root = read(text).documents[0]
    assert made(text, put(Editor(Source("x", text), root), root, "x.y.z", 2)) == after


def test_a_new_entry_has_its_place():
    text = "a: 1\nb: 2\n"
    root = read(text).documents[0]
    assert made(text, put(Editor(Source("x", text), root), root, "x.y", 3, "a")) == "a: 1\nx:\n  y: 3\nb: 2\n"


def test_two_changes_of_one_place_are_none():
    text = "a: {b: 1}\nc: {d: 2}\n"
    root = read(text).documents[0]
    editor = Editor(Source("x", text), root)
    one, other = put(editor, root, "a.x", 3), put(editor, root, "c.x", 4)
    assert made(text, both(one, other)) == "a: {b: 1, x: 3}\nc: {d: 2, x: 4}\n"
    assert both(one, one) is both(None, one) is both(one, None) is None
