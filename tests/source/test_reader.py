"""YAML text becomes nodes with their places."""

from __future__ import annotations

import gc
import re
import sys
import warnings
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agwctl.source import reader
from agwctl.source.node import Mapping, Node, Scalar, Sequence
from agwctl.source.reader import read
from agwctl.source.scalar import value_of


def only(text: str) -> Node:
    documents, problem = read(text)
    assert problem is None
    assert len(documents) == 1
    return documents[0]


def plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return value_of(node)
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Mapping)
    return [(key.text, plain(value)) for key, value in node.entries]


def slices(text: str, node: Node) -> Any:
    """The parts of the text that the leaves and keys stand at."""
    if isinstance(node, Scalar):
        return text[node.start : node.end]
    if isinstance(node, Sequence):
        return [slices(text, item) for item in node.items]
    assert isinstance(node, Mapping)
    return [(slices(text, key), slices(text, value)) for key, value in node.entries]


TEXT = """\
# a comment
plain: one
quoted: "two"
'single': 'it''s'
folded: >
  some
  text
list:
- 1
- [a, {b: c}]
empty:
last: x  # another
"""


def test_values_and_places():
    node = only(TEXT)
    assert plain(node) == [
        ("plain", "one"),
        ("quoted", "two"),
        ("single", "it's"),
        ("folded", "some text\n"),
        ("list", [1, ["a", [("b", "c")]]]),
        ("empty", None),
        ("last", "x"),
    ]
    assert slices(TEXT, node) == [
        ("plain", "one"),
        ("quoted", '"two"'),
        ("'single'", "'it''s'"),
        ("folded", ">\n  some\n  text\n"),
        ("list", ["1", ["a", [("b", "c")]]]),
        ("empty", ""),
        ("last", "x"),
    ]


def test_a_block_ends_with_its_last_value_and_a_bracket_with_itself():
    node = only(TEXT)
    assert isinstance(node, Mapping)
    block = node.get("list")
    assert isinstance(block, Sequence)
    assert TEXT[block.start : block.end] == "- 1\n- [a, {b: c}]"
    flow = block.items[1]
    assert TEXT[flow.start : flow.end] == "[a, {b: c}]"


def test_places_are_code_points():
    text = 'été: "🌞🌞"\nb: c\n'
    assert slices(text, only(text)) == [("été", '"🌞🌞"'), ("b", "c")]


def test_equal_keys_are_both_there():
    assert plain(only("a: 1\na: 2\n")) == [("a", 1), ("a", 2)]


def test_keys_are_text_and_merge_keys_are_keys():
    assert plain(only("{1: a, true: b, <<: c, ~: d}")) == [("1", "a"), ("true", "b"), ("<<", "c"), ("~", "d")]


def test_an_alias_is_the_same_node():
    node = only("a: &x {b: 1}\nc: *x\nd: &x 2\ne: *x\n")
    assert isinstance(node, Mapping)
    assert node.get("a") is node.get("c")
    assert plain(node)[-1] == ("e", 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [("!!str 5", "5"), ("!!int '5'", 5), ("! 5", "5"), ("!!map {a: b}", [("a", "b")]), ("!!seq [1]", [1])],
)
def test_core_tags(text, value):
    assert plain(only(text)) == value


@pytest.mark.parametrize("text", ["!x 5", "a: !x {}", "[!x []]"])
def test_other_tags_are_refused_at_their_place(text):
    problem = read(text).problem
    assert problem is not None
    assert "!x" in problem.message
    assert problem.start == text.index("!")


def test_documents():
    documents, problem = read("a\n---\n- b\n--- {}\n...\n")
    assert problem is None
    assert [plain(document) for document in documents] == ["a", ["b"], []]
    assert read("").documents == read("# nothing\n").documents == []


def test_documents_before_a_mistake_are_kept():
    documents, problem = read("a: 1\n---\nb: [\n")
    assert [plain(document) for document in documents] == [[("a", 1)]]
    assert problem is not None


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("a: b: c", "mapping values are not allowed", 4),
        ("a: [1, 2", "did not find expected ',' or ']'", 8),
        ("a:\n\tb: 1", "found character that cannot start any token", 3),
        ("a: *nowhere", "unknown anchor nowhere", 3),
        ("a: &x [*x]", "recursion limit exceeded", 7),
        ("? [a]\n: b", "a key must be text", 0),
        ("a: \x01", "control characters are not allowed", 3),
        ("é: \x01", "control characters are not allowed", 3),
        ('"', "found unexpected end of stream", 1),
    ],
)
def test_mistakes(text, message, at):
    documents, problem = read(text)
    assert documents == []
    assert problem is not None
    assert message in problem.message
    assert problem.start == at


def test_where_an_unclosed_bracket_was_opened():
    problem = read("a: 1\nb: [1, 2\n").problem
    assert problem is not None
    assert problem.context == ("while parsing a flow sequence", 8)


@pytest.mark.parametrize("brackets", [128, 129, 100_000])
def test_levels(brackets):
    documents, problem = read("[" * brackets + "]" * brackets)
    if brackets <= reader.MAX_DEPTH:
        assert len(documents) == 1
    else:
        assert problem is not None
        assert problem.message in ("recursion limit exceeded", "exceeded maximum nesting depth")


def test_aliases_that_multiply_are_stopped():
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    problem = read("\n".join(lines)).problem
    assert problem is not None
    assert problem.message == "repetition limit exceeded"


def test_many_aliases_of_one_value_are_fine():
    text = "a: &a {b: c}\nlist:\n" + "- *a\n" * 1000
    assert len(plain(only(text))[1][1]) == 1000


# What YAML 1.1, which PyYAML writes, takes for text without quotes, and YAML 1.2 for a number: `0E0`.
WRITTEN = st.text(st.characters(exclude_categories=("Cs", "Cc"))).filter(
    lambda text: not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)[eE][-+]?\d+|0o[0-7]+", text)
)
SIMPLE = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | WRITTEN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc-_", min_size=1), inner, max_size=4),
    max_leaves=20,
)


def as_pairs(value: Any) -> Any:
    if isinstance(value, dict):
        return [(key, as_pairs(inner)) for key, inner in value.items()]
    return [as_pairs(inner) for inner in value] if isinstance(value, list) else value


@given(SIMPLE, st.booleans())
def test_what_a_writer_writes_comes_back(value, flow):
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    assert plain(only(text)) == as_pairs(value)


@given(st.text(alphabet="ab:-[]{}&*!|>'\" \n#,?\t", max_size=40))
def test_any_text_is_read_or_refused_within_its_bounds(text):
    _, problem = read(text)
    if problem is not None:
        assert problem.message
        assert 0 <= problem.start <= problem.end <= len(text) + 1


@pytest.fixture
def without_libyaml(monkeypatch):
    monkeypatch.delattr(yaml, "cyaml")
    monkeypatch.setitem(sys.modules, "yaml.cyaml", None)


def test_without_libyaml_it_reads_the_same_and_says_so_once(without_libyaml):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("default")
        first, second = only(TEXT), only(TEXT)
    assert len(told) == 1
    assert "libyaml" in str(told[0].message)
    assert plain(first) == plain(second)
    assert slices(TEXT, first)[0] == ("plain", "one")
    assert slices(TEXT, first)[-1] == ("last", "x")


def test_reading_leaves_no_cycles():
    only(TEXT)
    gc.collect()
    gc.disable()
    try:
        only(TEXT)
        assert gc.collect() < 10
    finally:
        gc.enable()
