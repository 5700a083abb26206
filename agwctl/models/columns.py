"""The tables of the `ollama` command: columns four blanks apart, and four more behind the last one.

Source: tablewriter 0.0.5 with the settings that ollama's cmd/cmd.go gives it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from agwctl.diagnostics.printable import printable

__all__ = ["NARROW", "WIDE", "body", "display_width", "table", "wrapped"]

NARROW, WIDE = 30, 100
"""Columns from which a cell is broken at its blanks: in every table, and in the texts of `show`."""
PADDING = "    "
TOO_LONG = 100_000
"""What a line costs that is longer than the limit, beside the square of its excess."""


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Header and body; the header's last cell ends with one blank only."""
    cells, found = _rows(rows, NARROW)
    found = found or [0] * len(header)
    widths = [max(len(title), width) for title, width in zip(header, found, strict=True)]
    first = PADDING.join(_padded(title, width) for title, width in zip(header, widths, strict=True)) + " \n"
    return first + _written(cells, widths)


def body(rows: Sequence[Sequence[str]], limit: int = NARROW) -> str:
    """Rows without a header, which may be of different lengths."""
    return _written(*_rows(rows, limit))


def display_width(text: str) -> int:
    """Columns of a terminal: two for a wide character, none for one that combines with the one before."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


def wrapped(text: str, limit: int) -> list[str]:
    """The text in lines of at most `limit` columns, broken at single blanks so that the lines are least ragged.

    The last line costs nothing, every other the square of what it lacks; the limit grows to the longest word.
    """
    words = text.split(" ")
    widths = [display_width(word) for word in words]
    limit = max(limit, *widths)
    breaks = _breaks(widths, limit)
    lines, start = [], 0
    while start < len(words):
        lines.append(" ".join(words[start : breaks[start]]))
        start = breaks[start]
    return lines


def _breaks(widths: list[int], limit: int) -> list[int]:
    """For each word, the word that begins the next line if it begins one itself."""
    count = len(widths)
    cost, next_break, rest = [0.0] * count, [count] * count, -1
    for start in range(count - 1, -1, -1):
        rest += widths[start] + 1
        if rest <= limit:
            continue
        cost[start], line = float("inf"), -1
        for end in range(start + 1, count):
            line += widths[end - 1] + 1
            own = (limit - line) ** 2 + (TOO_LONG if line > limit else 0)
            if own + cost[end] < cost[start]:
                cost[start], next_break[start] = own + cost[end], end
            elif line > limit and own >= cost[start]:
                break  # longer lines cost still more
    return next_break


class _Cell(NamedTuple):
    lines: list[str]
    width: int
    """What it asks of its column."""

    @classmethod
    def of(cls, text: str, limit: int) -> _Cell:
        if "\n" in text:
            text = " ".join(line.rstrip("\r") for line in text.removesuffix("\n").split("\n"))
        text = printable(text)
        if (width := display_width(text)) <= limit:
            return cls([text], width)
        lines = wrapped(text, limit)
        return cls(lines, max(limit, *map(display_width, lines)))


def _rows(rows: Sequence[Sequence[str]], limit: int) -> tuple[list[list[_Cell]], list[int]]:
    """The cells, and the widths of the columns."""
    cells = [[_Cell.of(text, limit) for text in row] for row in rows]
    widths: list[int] = []
    for row in cells:
        widths += [0] * (len(row) - len(widths))
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], cell.width)
    return cells, widths


def _written(rows: list[list[_Cell]], widths: Sequence[int]) -> str:
    written = []
    for row in rows:
        for number in range(max((len(cell.lines) for cell in row), default=0)):
            # Below the end of a cell stand two blanks, be its column narrower or not.
            texts = [cell.lines[number] if number < len(cell.lines) else "  " for cell in row]
            padded = (_padded(text, width) + PADDING for text, width in zip(texts, widths, strict=False))
            written.append("".join(padded) + "\n")
    return "".join(written)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
