"""What can still be read of broken YAML, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.source.node import Mapping, Node, Scalar, Sequence
from agwctl.source.reader import read
from agwctl.source.recovery import Recovery, recover

GOOD = """\
a:
  b: 1
  c:
  - d: x
    e: y
  - d: z
f: [1, 2]
g: "text"
"""


def recovered(text: str) -> Recovery | None:
    problem = read(text).problem
    assert problem is not None
    return recover(text, problem)


def plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Mapping)
    return {key.text: plain(value) for key, value in node.entries}


@pytest.mark.parametrize(
    ("good", "bad", "left", "small"),
    [
        ("b: 1", "b: 1: 2", {"a": {"b": "1_ 2", "c": [{"d": "x", "e": "y"}, {"d": "z"}]}}, True),
        ("b: 1", "b: @x", {"a": {"b": "_x", "c": [{"d": "x", "e": "y"}, {"d": "z"}]}}, True),
        ("b: 1", "b: *", {"a": {"b": "_", "c": [{"d": "x", "e": "y"}, {"d": "z"}]}}, True),
        ("b: 1", "b: *x", {"a": {"b": "_x", "c": [{"d": "x", "e": "y"}, {"d": "z"}]}}, True),
        ("b: 1", "b: !x 1", {"a": {"b": "__ 1", "c": [{"d": "x", "e": "y"}, {"d": "z"}]}}, True),
        ("b: 1", "b: [1", {"a": {"c": [{"d": "x", "e": "y"}, {"d": "z"}]}}, False),
        ("    e: y", "   e: y", {"a": {"b": "1", "c": [{"d": "x"}, {"d": "z"}]}}, False),
        ("  b: 1", "\tb: 1", {"a": {"c": [{"d": "x", "e": "y"}, {"d": "z"}]}}, False),
    ],
)
def test_the_rest_is_read(good: str, bad: str, left: dict[str, object], small: bool) -> None:
    found = recovered(GOOD.replace(good, bad))
    assert found is not None
    assert [plain(document) for document in found.documents] == [{**left, "f": ["1", "2"], "g": "text"}]
    assert ([each.is_small for each in found.damage], len(found.problems)) == ([small], 1)


def test_each_of_several_pieces_is_told_until_one_takes_a_whole_line() -> None:
    text = "a: @\nb: x: y\nc: [\nd: `\ne: 1\n"
    found = recovered(text)
    assert found is not None
    assert [text.count("\n", 0, problem.start) + 1 for problem in found.problems][:2] == [1, 2]
    assert plain(found.documents[-1]) == {"a": "_", "b": "x_ y", "d": "_", "e": "1"}


def test_a_quote_that_is_not_closed_takes_the_line_of_the_next_one_along() -> None:
    found = recovered(GOOD.replace("b: 1", 'b: "1'))
    assert found is not None
    assert plain(found.documents[0]) == {"a": {"c": [{"d": "x", "e": "y"}, {"d": "z"}]}, "f": ["1", "2"]}
    assert len(found.problems) == 1


def test_what_follows_stays_at_its_place() -> None:
    text = "a: x: y\nb: [1\nc: here\n"
    found = recovered(text)
    assert found is not None
    (document,) = found.documents
    assert isinstance(document, Mapping)
    value = document.get("c")
    assert value is not None and text[value.start : value.end] == "here"


def test_what_is_damaged_reaches_to_the_next_line_that_is_less_indented() -> None:
    text = "a:\n  b: {\n  c: 1\n    d: 2\ne: 3\n"
    found = recovered(text)
    assert found is not None
    (damage, *_) = found.damage
    assert text[damage.start : damage.end] == "  b: {\n  c: 1\n    d: 2"
    assert text[: damage.before] == "a:"


@pytest.mark.parametrize("text", ["[" * 200, "{", "%", "---\n%YAML 9.9\n---\n", "\x00"])
def test_nothing_hangs_or_fails(text: str) -> None:
    problem = read(text).problem
    if problem is not None:
        recover(text, problem)


def test_a_tab_alone_at_the_end_costs_nothing() -> None:
    found = recovered(GOOD + "\t")
    assert found is not None
    assert plain(found.documents[0]) == plain(read(GOOD).documents[0])


@given(st.text(alphabet="ab:-[]{}\"'*&!|>#@`%, \n\t\r", max_size=60))
def test_any_text(text: str) -> None:
    problem = read(text).problem
    found = None if problem is None else recover(text, problem)
    for damage in found.damage if found is not None else []:
        assert 0 <= damage.before <= damage.start <= damage.end <= len(text)


@given(st.integers(0, len(GOOD)), st.sampled_from(list(":[]{}\"'*&!@`%\t\n#-")))
def test_one_wrong_character_in_a_good_text(at: int, char: str) -> None:
    text = GOOD[:at] + char + GOOD[at:]
    problem = read(text).problem
    if problem is None:
        return
    found = recover(text, problem)
    assert found is not None, "one character costs no more than some lines"
