"""Lines, columns and the way back to what the user wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.source.node import Mapping, Scalar, Source, Substitution


def scalar(start: int, end: int) -> Scalar:
    return Scalar("", True, start, end)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_the_platform_likes(end):
    source = Source("x", f"one{end}two{end}{end}four")
    assert [source.line(number) for number in range(1, 6)] == ["one", "two", "", "four", ""]
    assert source.position(source.text.index("four") + 2) == (4, 3)
    assert source.position(len(source.text)) == (4, 5)


def test_columns_are_code_points():
    source = Source("x", "é🌞: x")
    assert source.span(scalar(4, 5)) == ((1, 5), (1, 6))


def test_a_value_out_of_a_variable_is_at_the_variable():
    #             0123456789          the parsed text is longer
    source = Source("x", "a: $B c: d", "a: LONGER VALUE c: d", [Substitution(3, 15, 3, 5)])
    assert source.span(scalar(3, 15)) == ((1, 4), (1, 6))
    assert source.span(scalar(5, 8)) == ((1, 4), (1, 6)), "a part of the value"
    assert source.span(scalar(0, 1)) == ((1, 1), (1, 2)), "before it"
    assert source.span(scalar(16, 17)) == ((1, 7), (1, 8)), "after it"
    assert source.span(scalar(0, 20)) == ((1, 1), (1, 11)), "around it"


def test_an_empty_value_leaves_the_neighbours_where_they_are():
    source = Source("x", "a: ${B}c", "a: c", [Substitution(3, 3, 3, 7)])
    assert source.span(scalar(3, 4)) == ((1, 8), (1, 9))
    assert source.span(scalar(0, 3)) == ((1, 1), (1, 4))


@given(st.text(alphabet="ab\r\n", max_size=30))
def test_every_offset_is_a_place_in_its_line(text):
    source = Source("x", text)
    for offset, character in enumerate(text):
        line, column = source.position(offset)
        if character not in "\r\n":
            assert source.line(line)[column - 1] == character


def test_the_last_of_equal_keys_is_found():
    node = Mapping([(Scalar("a", True, 0, 1), scalar(0, 1)), (Scalar("a", True, 2, 3), scalar(2, 3))], 0, 3)
    value = node.get("a")
    assert value is not None
    assert value.start == 2
    assert node.first("a").start == 0
    assert node.get("b") is None


def test_secrets_are_blotted_out_and_variables_are_not():
    source = Source("x", "key: sk-1\nkey: $KEY", "key: sk-1\nkey: sk-2", [Substitution(15, 19, 15, 19)])
    source.hide(scalar(5, 9))
    source.hide(scalar(15, 19))
    assert [source.shown_line(1), source.shown_line(2)] == ["key: ****", "key: $KEY"]


def test_a_secret_of_several_lines():
    text = "key: |\n  sk-1\n  sk-2\nb: c\n"
    source = Source("x", text)
    source.hide(scalar(text.index("|"), text.index("b: c")))
    assert [source.shown_line(number) for number in range(1, 6)] == ["key: *", "******", "******", "b: c", ""]


def test_secrets_are_blotted_out_of_a_new_text():
    source = Source("x", "key: sk-1\nother: sk-1234")
    source.hide(scalar(5, 9))
    source.hide(scalar(17, 24))
    assert source.without_secrets("a: sk-1234\nb: sk-1\nc: $$") == "a: *******\nb: ****\nc: $$"
