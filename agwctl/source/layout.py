"""How a collection is laid out: where an entry begins and ends, which lines and comments are its own."""

from __future__ import annotations

import re
from typing import NamedTuple

from agwctl.source.node import Mapping, Node, Scalar, Sequence

__all__ = ["Part", "comment_above", "is_flow", "is_on_own_line", "line_end", "line_of", "part", "tail"]

_OPENING = re.compile(r"(?:[&!]\S*\s+)*[{\[]")
_BLANK = re.compile(r"(?:\s|(?<!\S)#[^\r\n]*)*")
_ALIAS = re.compile(r"[ \t]*:\s+\*[^\s,\[\]{}]+")
_REST_OF_LINE = re.compile(r"(?:[ \t]+#[^\r\n]*|[ \t]*)(\r\n|\r|\n|\Z)")
_COMMENT_LINE = re.compile(r"( *)#[^\r\n]*(?:\r\n|\r|\n|\Z)")
_STAYS = re.compile(r"ignore-file|yaml-language-server")
"""Comments that are about the file wherever they stand."""


class Part(NamedTuple):
    """An entry of a mapping or an item of a list, from its key or dash to the end of its value."""

    start: int
    end: int


def is_flow(text: str, node: Mapping | Sequence) -> bool | None:
    """Whether a collection stands in brackets; None for the pair of `[a: b]`, which is neither this nor that."""
    if _OPENING.match(text, node.start):
        return True
    behind = _BLANK.match(text, node.end)
    return None if behind is not None and text[behind.end() : behind.end() + 1] in (",", "]", "}") else False


def part(text: str, whole: Mapping | Sequence, at: int) -> Part | None:
    """The extent of an entry or item by its index; None when it is written in an unusual way."""
    if isinstance(whole, Mapping):
        return _entry(text, whole, *whole.entries[at])
    item = whole.items[at]
    if item.start < whole.start:  # an alias
        return None
    if is_flow(text, whole):
        return Part(item.start, item.end)
    dash = len(text[whole.start : item.start].rstrip()) + whole.start - 1
    return Part(dash, max(item.end, dash + 1)) if text.startswith("-", dash) else None


def _entry(text: str, whole: Mapping, key: Scalar, value: Node) -> Part | None:
    if key.start < whole.start or key.start == key.end or text[whole.start : key.start].rstrip().endswith("?"):
        return None
    if text.startswith("?", whole.start):
        return None
    if value.start >= key.end:
        return Part(key.start, value.end)
    alias = _ALIAS.match(text, key.end)
    return None if alias is None else Part(key.start, alias.end())


def line_of(text: str, offset: int) -> int:
    """The offset at which the line of an offset begins."""
    feed = text.rfind("\n", 0, offset)
    return max(feed, text.rfind("\r", feed + 1, offset)) + 1


def line_end(text: str) -> str:
    """How the lines of a text end."""
    match = re.search(r"\r\n|\r|\n", text)
    return "\n" if match is None else match[0]


def is_on_own_line(text: str, each: Part) -> bool | None:
    """Whether only spaces stand before a part of a block collection; None when it is more than dashes."""
    before = text[line_of(text, each.start) : each.start]
    return not before.strip(" ") if re.fullmatch(r" *(?:- +)*", before) else None


def tail(text: str, each: Part, column: int) -> int | None:
    """Where the lines of a part of a block collection end, with comments below that are indented deeper than it."""
    end = each.end
    if end == each.start or text[end - 1] not in "\r\n":
        rest = _REST_OF_LINE.match(text, end)
        if rest is None:
            return None
        end = rest.end()
    while (comment := _COMMENT_LINE.match(text, end)) and len(comment[1]) > column:
        end = comment.end()
        if end == len(text):
            break
    return end


def comment_above(text: str, each: Part, floor: int) -> int:
    """Where the lines of a part begin: with the comment right above it, unless that is the head of the file."""
    start = line_of(text, each.start)
    column = each.start - start
    first = start
    while first > floor:
        line = line_of(text, first - 1 if text[first - 2 : first] != "\r\n" else first - 2)
        comment = _COMMENT_LINE.match(text, line)
        if line < floor or comment is None or len(comment[1]) != column or _STAYS.search(comment[0]):
            return first
        first = line
    return start if first == 0 else first
