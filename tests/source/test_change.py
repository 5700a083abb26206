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


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), max_size=12))
def test_none_that_is_made_meets_another(places):
    changes = [Change(start, start + length, "") for start, length in places]
    _, made = apply("x" * 40, [[change] for change in changes])
    kept = [change for change, is_made in zip(changes, made, strict=True) if is_made]
    for at, one in enumerate(kept):
        for other in kept[:at]:
            apart = one.end <= other.start or other.end <= one.start
            assert apart and one != other
    for one, is_made in zip(changes, made, strict=True):
        assert is_made or any(one.start <= other.end and other.start <= one.end for other in kept)
