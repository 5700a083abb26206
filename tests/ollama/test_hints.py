"""What a text says that could be a value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.hints import Hints, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("get_weather", ["get", "weather"]),
        ("sendMail2", ["send", "mail2"]),
        ("don't stop", ["don't", "stop"]),
        ("", []),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_values_are_taken_in_turn() -> None:
    hints = Hints("Fly from Berlin to New York for 2 days and 99.5 euros")
    assert [hints.text("origin", {}), hints.text("destination", {})] == ["Berlin", "New York"]
    assert [hints.number(), hints.number(), hints.number()] == [2, 99.5, None]


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Paris?", "city", "Paris"),
        ("Tell me about Ann", "person", "Ann"),
        ('Look up "blue whales" for Ann', "query", "blue whales"),
        ("look up blue whales", "query", "look up blue whales"),
        ("", "city", "city"),
        ("", "", "text"),
    ],
)
def test_texts(text: str, name: str, value: str) -> None:
    assert Hints(text).text(name, {}) == value


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_lengths_are_kept(text: str, least: int, more: int) -> None:
    assert least <= len(Hints(text).text("x", {"minLength": least, "maxLength": least + more})) <= least + more
