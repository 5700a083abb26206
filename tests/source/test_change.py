"""Changes by offsets: groups are made whole or not at all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agwctl.source.change import Change, apply


def test_changes_are_made_from_the_text_as_it_was():
    assert apply("abc", [[Change(0, 1, "xx"), Change(2, 3, "")]]) == ("xxb", [True])


def test_a_group_that_meets_an_earlier_one_waits_whole():
    groups = [[Change(1, 3, "X")], [Change(0, 1, "Y"), Change(2, 4, "Z")], [Change(3, 4, "W")]]
    assert apply("abcd", groups) == ("aXW", [True, False, True])


def test_two_insertions_at_one_place_are_not_made_together():
    assert apply("ab", [[Change(1, 1, "x")], [Change(1, 1, "x")]]) == ("axb", [True, False])


def test_the_changes_of_one_group_may_meet():
    assert apply("abc", [[Change(1, 1, "x"), Change(1, 2, "")]]) == ("axc", [True])


@given(st.text(), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.text(max_size=3))))
def test_what_waits_can_be_made_alone(text, places):
    groups = [[Change(min(a, b, len(text)), min(max(a, b), len(text)), new)] for a, b, new in places]
    _, made = apply(text, groups)
    assert made[:1] in ([], [True])
    for group in groups:
        ((start, end, new),) = group
        assert apply(text, [group]) == (text[:start] + new + text[end:], [True])
