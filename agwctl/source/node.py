"""The YAML tree with the place of every part: nodes, spans and the source they come from."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Edit", "Mapping", "Node", "Position", "Scalar", "Sequence", "Source", "Span", "Substitution"]


class Position(NamedTuple):
    """A place in a text as the user counts: lines and code points, both from 1."""

    line: int
    column: int


class Span(NamedTuple):
    """A part of a text; `end` is exclusive."""

    start: Position
    end: Position


class Node:
    """A value of the document; `start` and `end` are offsets into the text that was parsed."""

    __slots__ = ("end", "start")

    start: int
    end: int


class Scalar(Node):
    """Text. `plain` when it was written without quotes and without a tag, so that its type is still to be read."""

    __slots__ = ("plain", "text")

    def __init__(self, text: str, plain: bool, start: int, end: int) -> None:
        self.text = text
        self.plain = plain
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Scalar({self.text!r})"


class Sequence(Node):
    """A list."""

    __slots__ = ("items",)

    def __init__(self, items: list[Node], start: int, end: int) -> None:
        self.items = items
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Sequence({self.items!r})"


class Mapping(Node):
    """Keys with their values in the order of the text; a key that is written twice is there twice."""

    __slots__ = ("entries",)

    def __init__(self, entries: list[tuple[Scalar, Node]], start: int, end: int) -> None:
        self.entries = entries
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Mapping({self.entries!r})"

    def get(self, name: str) -> Node | None:
        """The value of the last entry `name`."""
        return next((value for key, value in reversed(self.entries) if key.text == name), None)

    def first(self, name: str) -> Scalar:
        """The key of the first entry `name`."""
        return next(key for key, _ in self.entries if key.text == name)


class Edit(NamedTuple):
    """`text`, written as in a file, takes the place of the node."""

    node: Node
    text: str


class Substitution(NamedTuple):
    """A piece of the parsed text that took the place of `$NAME`."""

    start: int
    end: int
    original_start: int
    original_end: int


class Source:
    """A text with its name, and the way back from the parsed text to what the user wrote."""

    def __init__(
        self, path: str, text: str, parsed: str | None = None, substitutions: list[Substitution] | None = None
    ):
        self.path = path
        self.text = text
        self.parsed = text if parsed is None else parsed
        self.substitutions = substitutions or []
        self._secrets: set[tuple[int, int]] = set()
        self._secret_lines: dict[int, list[tuple[int, int]]] | None = None
        self._lines: list[int] | None = None

    def span(self, node: Node) -> Span:
        """Where the user wrote `node`; a value out of a variable is at the variable."""
        return self.between(node.start, node.end)

    def between(self, start: int, end: int) -> Span:
        """The part of the text as written that became `parsed[start:end]`; what lies behind the text is its end."""
        first, last = self._original(start, False), min(self._original(end, True), len(self.text))
        return Span(self.position(first), self.position(max(first, last)))

    def position(self, offset: int) -> Position:
        """Line and column of an offset into `text`."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def offset(self, position: Position) -> int:
        """The offset into `text` of a line and column."""
        return self._line_starts()[position.line - 1] + position.column - 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def shown_line(self, number: int) -> str:
        """A line with its secrets blotted out."""
        text = self.line(number)
        for first, last in self._secrets_of(number):
            last = min(last, len(text))
            text = text[:first] + "*" * (last - first) + text[last:]
        return text

    def hide(self, node: Node) -> None:
        """Marks what the user wrote for a node as secret, unless it is only the name of a variable."""
        begin, end = self._original(node.start, False), self._original(node.end, True)
        if begin < end and not self.text.startswith("$", begin):
            self._secrets.add((begin, end))
            self._secret_lines = None

    def without_secrets(self, text: str) -> str:
        """A new text, made from this one, with the secrets of this one blotted out."""
        for secret in sorted((self.text[begin:end] for begin, end in self._secrets), key=len, reverse=True):
            text = text.replace(secret, "*" * len(secret))
        return text

    def _secrets_of(self, number: int) -> list[tuple[int, int]]:
        """The secret parts of a line as offsets into it; made for all lines at once."""
        if self._secret_lines is None:
            self._secret_lines = {}
            starts = self._line_starts()
            for begin, end in self._secrets:
                for line in range(bisect_right(starts, begin), bisect_right(starts, end - 1) + 1):
                    offset = starts[line - 1]
                    self._secret_lines.setdefault(line, []).append((max(0, begin - offset), end - offset))
        return self._secret_lines.get(number, [])

    def _original(self, offset: int, is_end: bool) -> int:
        bisect = bisect_left if is_end else bisect_right
        at = bisect(self.substitutions, offset, key=lambda substitution: substitution.start) - 1
        if at < 0:
            return offset
        before = self.substitutions[at]
        if offset < before.end:
            return before.original_end if is_end else before.original_start
        return before.original_end + offset - before.end

    def _line_starts(self) -> list[int]:
        if self._lines is None:
            self._lines = list(line_starts(self.text))
        return self._lines


def line_starts(text: str) -> Iterator[int]:
    """Offsets at which lines begin; a line ends with LF, CR LF or CR."""
    yield 0
    for end in re.finditer(r"\r\n?|\n", text):
        yield end.end()
