"""The layout of `ollama`'s tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.models.columns import NARROW, body, display_width, table, wrapped

WORDS = st.text("ab日", max_size=9)
CELLS = st.text("abcé日0:/.-", max_size=40)


def dotted(text: str) -> str:
    return text.replace(" ", "·")


def test_a_body_ends_with_four_blanks_the_header_with_one() -> None:
    row = ("llama3.2:latest", "a80c4f17acd5", "2.0 GB", "2 weeks ago")
    assert dotted(table(("NAME", "ID", "SIZE", "MODIFIED"), [row])) == (
        "NAME···············ID··············SIZE······MODIFIED····\n"
        "llama3.2:latest····a80c4f17acd5····2.0·GB····2·weeks·ago····\n"
    )
    assert dotted(table(("NAME", "ID"), [])) == "NAME····ID·\n"


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8))
def test_columns_begin_below_each_other(rows) -> None:
    header = ("NAME", "ID", "SIZE")
    first, *lines = table(header, rows).splitlines()
    widths = [max(map(display_width, column)) for column in zip(header, *rows, strict=True)]
    assert display_width(first) == sum(widths) + 2 * 4 + 1
    for line, row in zip(lines, rows, strict=True):
        assert display_width(line) == sum(widths) + 3 * 4
        assert line.split() == [cell for cell in row if cell]


@pytest.mark.parametrize(
    "text, width", [("", 0), ("abc", 3), ("日本語", 6), ("ééé", 3), ("e\u0301", 1), ("a\u200db", 2), ("🙂", 2)]
)
def test_display_width(text, width) -> None:
    assert display_width(text) == width


def test_what_would_steer_the_terminal_is_written_out() -> None:
    assert body([["a\x1b[2J\tb", "c"]]) == "a\\u001b[2J\\tb    c    \n"
    assert body([["one\r\ntwo\n", "c"]]) == "one two    c    \n"


@pytest.mark.parametrize(
    "text, limit, lines",
    [
        ("some string that is longer than thirty columns to force a wrap", 30, ["some string that is longer",
         "than thirty columns to force a", "wrap"]),
        ("aaa bb cc ddddd", 6, ["aaa", "bb cc", "ddddd"]),  # greedily the first line would be "aaa bb"
        ("two  blanks", 5, ["two ", "blanks"]),
        ("short", 2, ["short"]),
        ("", 0, [""]),
    ],
)  # fmt: skip
def test_wrapping(text, limit, lines) -> None:
    assert wrapped(text, limit) == lines


@given(st.lists(WORDS, min_size=1, max_size=9), st.integers(1, 30))
def test_lines_are_least_ragged(words, limit) -> None:
    lines = wrapped(" ".join(words), limit)
    assert " ".join(lines) == " ".join(words)
    limit = max(limit, *map(display_width, words))
    assert cost(lines, limit) == min(cost(each, limit) for each in every_break(words))


def every_break(words: list[str]) -> list[list[str]]:
    """Every way to make lines of the words."""
    found = []
    for gaps in range(2 ** (len(words) - 1)):
        lines = [words[0]]
        for place, word in enumerate(words[1:]):
            if gaps >> place & 1:
                lines.append(word)
            else:
                lines[-1] += " " + word
        found.append(lines)
    return found


def cost(lines: list[str], limit: int) -> float:
    """The last line is free where it fits, and may not be longer."""
    if display_width(lines[-1]) > limit:
        return float("inf")
    lacking = [limit - display_width(line) for line in lines[:-1]]
    return sum(each**2 + (100_000 if each < 0 else 0) for each in lacking)


def test_a_long_line_costs_little() -> None:
    lines = wrapped("word " * 5000, NARROW)
    assert max(map(len, lines)) <= NARROW
