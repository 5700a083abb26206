"""What is written is read again as the same value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.source.environment import expand
from agwctl.source.node import Mapping, Node, Scalar, Sequence
from agwctl.source.quoting import Plain, block_text, flow_text, scalar_text
from agwctl.source.reader import read
from agwctl.source.scalar import value_of

SCALARS = (
    st.text()
    | st.integers(-(2**63), 2**64 - 1)
    | st.booleans()
    | st.none()
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)


def value(node: Node):
    if isinstance(node, Scalar):
        return value_of(node)
    if isinstance(node, Mapping):
        return {key.text: value(child) for key, child in node.entries}
    assert isinstance(node, Sequence)
    return [value(item) for item in node.items]


def reread(text: str):
    source, unset = expand("x", text, {})
    assert not unset
    reading = read(source.parsed)
    assert reading.problem is None
    return value(reading.documents[0])


@pytest.mark.parametrize(
    ("given_value", "written"),
    [
        ("localhost:11434", "localhost:11434"),
        ("/v1/chat", "/v1/chat"),
        ("llama3.2:3b", "llama3.2:3b"),
        ("30s", "30s"),
        ("*", '"*"'),
        ("true", '"true"'),
        ("12", '"12"'),
        ("12:30", '"12:30"'),
        ("on", '"on"'),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("$KEY", '"$$KEY"'),
        ("two words", "two words"),
        ("...", '"..."'),
        (None, "null"),
        (True, "true"),
        (3000, "3000"),
    ],
)
def test_quotes_where_they_are_needed(given_value, written):
    assert scalar_text(given_value) == written


def test_the_quotes_that_are_asked_for():
    assert scalar_text("it's", "'") == "'it''s'"
    assert scalar_text("a", '"') == '"a"'
    assert scalar_text("a\nb", "'") == '"a\\nb"'


@given(SCALARS, st.sampled_from(["", "'", '"']))
def test_a_scalar_is_read_again(given_value, quote):
    if not (isinstance(given_value, str) and any(0xD800 <= ord(char) < 0xE000 for char in given_value)):
        assert reread(f"k: {scalar_text(given_value, quote)}\n") == {"k": given_value}


@given(VALUES)
def test_a_value_on_one_line_is_read_again(given_value):
    assert reread(f"k: {flow_text(given_value)}\n") == {"k": given_value}


@given(VALUES, st.sampled_from([0, 2, 5]), st.sampled_from(["\n", "\r\n"]))
def test_an_entry_on_lines_of_its_own_is_read_again(given_value, indent, end):
    outer = "- " if indent == 2 else ""
    text = outer.ljust(indent) if indent != 5 else "k:" + end + " " * 5
    whole = text + block_text("name", given_value, indent, end) + end
    expected = {"name": given_value}
    assert reread(whole) == ([expected] if indent == 2 else {"k": expected} if indent == 5 else expected)


def test_a_list_of_objects_is_a_block():
    value: Plain = [{"a": 1, "b": {"c": [2]}}, {"d": [{"e": "/"}]}]
    text = block_text("x", value, 2)
    assert text == "x:\n  - a: 1\n    b:\n      c: [2]\n  - d:\n    - e: /"
    assert block_text("x", [{}, {"a": 1}], 0) == "x: [{}, {a: 1}]"
