"""Edits that keep the layout: what they make of a text, and that nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agwctl.source.change import Change, apply
from agwctl.source.edit import Editor, Edits
from agwctl.source.environment import expand
from agwctl.source.node import Mapping, Node, Scalar, Sequence, Source
from agwctl.source.reader import read
from tests.source.yaml_texts import comments, texts, tree


def opened(text: str, **environ: str) -> tuple[Source, Node, Editor]:
    source, _ = expand("x.yaml", text, environ)
    reading = read(source.parsed)
    assert reading.problem is None, reading.problem
    root = reading.documents[0]
    return source, root, Editor(source, root)


def edited(source: Source, edits: Edits) -> str | None:
    if edits is None:
        return None
    spans = [(source.span(edit.node), edit.text) for edit in edits]
    changes = [Change(source.offset(span.start), source.offset(span.end), text) for span, text in spans]
    return apply(source.text, [changes])[0]


def at(node: Node, *path: str | int) -> Node:
    for step in path:
        if isinstance(step, str):
            assert isinstance(node, Mapping)
            child = node.get(step)
            assert child is not None
            node = child
        else:
            assert isinstance(node, Sequence)
            node = node.items[step]
    return node


def removed(text: str, *path: str | int, **environ: str) -> str | None:
    source, root, editor = opened(text, **environ)
    *parents, last = path
    parent = at(root, *parents)
    if isinstance(last, str):
        assert isinstance(parent, Mapping)
        return edited(source, editor.remove(parent, last))
    assert isinstance(parent, Sequence)
    return edited(source, editor.remove_item(parent, parent.items[last]))


@pytest.mark.parametrize(
    ("text", "path", "result"),
    [
        ("a: 1\nb: 2\nc: 3\n", ["b"], "a: 1\nc: 3\n"),
        ("a: 1\nb: 2 # about b\nc: 3", ["b"], "a: 1\nc: 3"),
        ("a: 1\n# about b\nb: 2\n# about c\nc: 3\n", ["b"], "a: 1\n# about c\nc: 3\n"),
        ("a: 1\n# apart\n\n# about b\nb: 2\n", ["b"], "a: 1\n# apart\n\n"),
        ("# head\na: 1\nb: 2\n", ["a"], "# head\nb: 2\n"),
        ("x: 1\n# agwctl: ignore-file[AGW501]\na: 1\nb: 2\n", ["a"], "x: 1\n# agwctl: ignore-file[AGW501]\nb: 2\n"),
        ("a:\n  b: 1\n  # c: 2\n# d\nd: 3\n", ["a"], "# d\nd: 3\n"),
        ("a:\r\n  b: 1\r\n  c: 2\r\n", ["a", "b"], "a:\r\n  c: 2\r\n"),
        ("l:\n- a: 1 # one\n  b: 2\n", ["l", 0, "a"], "l:\n- b: 2\n"),
        ("l:\n- a: 1\n  # about b\n  b: 2\n", ["l", 0, "a"], None),
        ("l:\n- a: 1\n  b: 2\n", ["l", 0, "b"], "l:\n- a: 1\n"),
        ("l:\n- a\n- b # x\n- c\n", ["l", 1], "l:\n- a\n- c\n"),
        ("l:\n- a: 1\n  b: 2\n- c: 3\n", ["l", 0], "l:\n- c: 3\n"),
        ("a:\n  b: 1 # why\n", ["a", "b"], "a:\n  {} # why\n"),
        ("l:\n- a\n", ["l", 0], "l:\n[]\n"),
        ("a: |\n  x\n\nb: 1\n", ["a"], "b: 1\n"),
        ("{a: 1, b: 2, c: 3}", ["b"], "{a: 1, c: 3}"),
        ("{a: 1, b: 2}", ["b"], "{a: 1}"),
        ("{a: 1, b: 2,}", ["b"], "{a: 1,}"),
        ("{ a: 1 }", ["a"], "{}"),
        ("x: [1, 2, 3]", ["x", 0], "x: [2, 3]"),
        ("{\n  a: 1, # one\n  b: 2, # two\n}\n", ["a"], "{\n  b: 2, # two\n}\n"),
        ("{\n  a: 1, # one\n  b: 2,\n}\n", ["b"], "{\n  a: 1, # one\n  \n}\n"),
        ("{\n  a: 1,\n  # about b\n  b: 2,\n}\n", ["a"], None),
        ("[a: 1, b: 2]", [0, "a"], None),
        ("? a\n: 1\n", ["a"], None),
    ],
)
def test_remove(text, path, result):
    assert removed(text, *path) == result


def test_what_is_used_elsewhere_stays():
    text = "a: &x {p: 1, q: 2}\nb: *x\nc: 3\n"
    assert removed(text, "a") is None
    assert removed(text, "a", "p") is None
    assert removed(text, "b") == "a: &x {p: 1, q: 2}\nc: 3\n"
    assert removed(text, "c") == "a: &x {p: 1, q: 2}\nb: *x\n"


def test_what_came_out_of_a_variable():
    assert removed("a: $A\nb: 1\n", "a", A="x") == "b: 1\n"
    assert removed("a: $A\nc: 1\n", "b", A="x\nb: 2") is None
    source, root, editor = opened("a: $A\nb: x$A\n", A="v")
    assert isinstance(root, Mapping)
    assert editor.replace(at(root, "a"), "w") is None
    assert editor.replace(at(root, "b"), "w") is None
    assert edited(source, editor.insert(root, "c", "$A")) == 'a: $A\nb: x$A\nc: "$$A"\n'


@pytest.mark.parametrize(
    ("text", "path", "value", "result"),
    [
        ("a: 1\n", [], "x", "a: 1\nn: x\n"),
        ("a: 1", [], "x", "a: 1\nn: x\n"),
        ("a: 1 # one\n", [], "x", "a: 1 # one\nn: x\n"),
        ("a:\n  b: 1\n  # c: 2\n\nd: 3\n", ["a"], "x", "a:\n  b: 1\n  n: x\n  # c: 2\n\nd: 3\n"),
        (
            "l:\n  - a: 1\n  - b: 1\n",
            ["l", 0],
            {"p": {"q": 1}},
            "l:\n  - a: 1\n    n:\n      p:\n        q: 1\n  - b: 1\n",
        ),
        ("a: |\n  x\n\nb: 1\n", [], [1], "a: |\n  x\n\nb: 1\nn: [1]\n"),
        ("a: |\n  x", [], 1, None),
        ("{a: 1}", [], {"p": True}, "{a: 1, n: {p: true}}"),
        ("{}", [], 1, "{n: 1}"),
        ("x: {a: }", ["x"], 1, "x: {a: , n: 1}"),
        ("[a: 1]", [0], 1, None),
        ("a:\r\n  b: 1\r\n", ["a"], "x", "a:\r\n  b: 1\r\n  n: x\r\n"),
    ],
)
def test_insert(text, path, value, result):
    source, root, editor = opened(text)
    mapping = at(root, *path)
    assert isinstance(mapping, Mapping)
    assert edited(source, editor.insert(mapping, "n", value)) == result


def test_insert_behind_another_entry():
    source, root, editor = opened("a: 1\nb: 2\n")
    assert isinstance(root, Mapping)
    assert edited(source, editor.insert(root, "n", 1, after="a")) == "a: 1\nn: 1\nb: 2\n"
    assert editor.insert(root, "n", 1, after="gone") is None


@pytest.mark.parametrize(
    ("text", "value", "result"),
    [
        ("a: 1 # x\n", "b", "a: b # x\n"),
        ("a: '1'\n", "it's", "a: 'it''s'\n"),
        ('a: "1"\n', "b", 'a: "b"\n'),
        ("a:\n", "b", "a: b\n"),
        ("a: |\n  x\nb: 1\n", "y", "a: y\nb: 1\n"),
        ("a: {b: 1}\n", "y", "a: y\n"),
        ("a:\n- b: 1\nc: 1\n", "y", "a: y\nc: 1\n"),
        ("a: # why\n- b: 1\n", "y", None),
        ("a: x\n", "true", 'a: "true"\n'),
        ("a: &x y\n", "z", None),
        ("a: &x y\nb: *x\n", "z", None),
    ],
)
def test_replace(text, value, result):
    source, root, editor = opened(text)
    assert edited(source, editor.replace(at(root, "a"), value)) == result


def test_rename():
    source, root, editor = opened("'a': 1\n")
    assert isinstance(root, Mapping)
    assert edited(source, editor.rename(root.entries[0][0], "b")) == "'b': 1\n"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("from:\n  k: 1 # why\n  l: 2\nto:\n    m: 3\n", "from:\n  l: 2\nto:\n    m: 3\n    k: 1\n"),
        ("from:\n  k:\n    x: 1\n  l: 2\nto:\n    m: 3\n", "from:\n  l: 2\nto:\n    m: 3\n    k:\n      x: 1\n"),
        ("from: {k: {x: $A}, l: 2}\nto: {m: 3}\n", "from: {l: 2}\nto: {m: 3, k: {x: $A}}\n"),
        ("from:\n  k:\n    x: 1\n  l: 2\nto: {}\n", None),
    ],
)
def test_move(text, result):
    source, root, editor = opened(text, A="1")
    start, to = at(root, "from"), at(root, "to")
    assert isinstance(start, Mapping)
    assert isinstance(to, Mapping)
    assert edited(source, editor.move(start, "k", to)) == result


def test_nothing_moves_into_itself():
    _, root, editor = opened("a:\n  b:\n    c: 1\n")
    outer = at(root, "a")
    inner = at(root, "a", "b")
    assert isinstance(outer, Mapping)
    assert isinstance(inner, Mapping)
    assert editor.move(outer, "b", inner) is None


def mappings(node: Node) -> list[Mapping]:
    found = []
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Mapping):
            found.append(each)
            waiting += [value for _, value in each.entries]
        elif isinstance(each, Sequence):
            waiting += each.items
    return found


@st.composite
def chosen(draw):
    """A text, one of its mappings, and an entry of that."""
    text = draw(texts())
    source, root, editor = opened(text)
    mapping = draw(st.sampled_from([each for each in mappings(root) if each.entries]))
    return source, root, editor, mapping, draw(st.integers(0, len(mapping.entries) - 1))


@given(chosen())
def test_a_removed_entry_is_gone_and_nothing_else(case):
    source, root, editor, mapping, index = case
    edits = editor.remove(mapping, mapping.entries[index][0])
    assume(edits is not None)
    result = edited(source, edits) or ""
    inside = comments(source.text[mapping.entries[index][0].start : mapping.entries[index][1].end])
    mapping.entries.pop(index)
    reading = read(result)
    assert reading.problem is None, result
    assert tree(reading.documents[0]) == tree(root), result
    assert set(comments(source.text)) - set(comments(result)) >= set(inside)
    assert len(comments(source.text)) - len(comments(result)) <= len(inside) + 5
    assert comments(result) == [each for each in comments(source.text) if each in comments(result)]


@given(chosen(), st.text(max_size=5) | st.integers() | st.none() | st.just({"p": {"q": [1, {}]}}))
def test_an_inserted_entry_is_there_and_all_comments_are(case, value):
    source, root, editor, mapping, index = case
    edits = editor.insert(mapping, "new", value, after=mapping.entries[index][0].text)
    assume(edits is not None)
    result = edited(source, edits) or ""
    again, _ = expand("x", result, {})
    (inserted,) = read(f"new: {_flow(value)}").documents
    assert isinstance(inserted, Mapping)
    mapping.entries.insert(index + 1, inserted.entries[0])
    reading = read(again.parsed)
    assert reading.problem is None, result
    assert tree(reading.documents[0]) == tree(root), result
    assert comments(result) == comments(source.text)


def _flow(value):
    from agwctl.source.quoting import flow_text

    return flow_text(value).replace("$$", "$")


@given(chosen(), st.text(min_size=1, max_size=5))
def test_a_renamed_key_and_a_replaced_value(case, name):
    source, root, editor, mapping, index = case
    key, value = mapping.entries[index]
    groups = [edits for edits in (editor.rename(key, name), editor.replace(value, name)) if edits is not None]
    assume(groups)
    result = edited(source, tuple(edit for edits in groups for edit in edits)) or ""
    new = Scalar(name, False, 0, 0)
    mapping.entries[index] = (new, new if editor.replace(value, name) else value)
    again, _ = expand("x", result, {})
    reading = read(again.parsed)
    assert reading.problem is None, result
    assert tree(reading.documents[0]) == tree(root), result


@given(chosen(), st.data())
def test_a_moved_entry_is_elsewhere(case, data):
    source, root, editor, mapping, index = case
    target = data.draw(st.sampled_from(mappings(root)))
    edits = editor.move(mapping, mapping.entries[index][0], target)
    assume(edits is not None)
    result = edited(source, edits) or ""
    target.entries.append(mapping.entries[index])
    mapping.entries.pop(index)
    reading = read(result)
    assert reading.problem is None, result
    assert tree(reading.documents[0]) == tree(root), result
