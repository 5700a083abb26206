"""One item of a list becomes several."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.source import layout
from agwctl.source.edit import Edits
from agwctl.source.layout import Part
from agwctl.source.node import Edit, Scalar, Sequence, Source

__all__ = ["split"]


def split(source: Source, items: Sequence, at: int, values: Sequence) -> Edits:
    """Makes of an item one for each of the `values`, a list inside of it; all else in the item is said of each.

    None where that would need more than the item's own text: with anchors and variables, or an unusual layout.
    """
    text = source.parsed
    whole = _extent(text, items, at)
    if whole is None or source.substitutions or any(mark in text[whole.start : whole.end] for mark in "&*"):
        return None
    written = list(_copies(text, whole, values))
    if len(written) < len(values.items):
        return None
    flow = layout.is_flow(text, items)
    if flow:
        return (Edit(Scalar("", True, *whole), ", ".join(written)),)
    ending = layout.line_end(text)
    lines = [line for copy in written for line in _ended(copy, ending).splitlines(keepends=True)]
    start = whole.start
    while lines and text.startswith(lines[0], start) and start + len(lines[0]) <= whole.end:
        start += len(lines.pop(0))
    return (Edit(Scalar("", True, start, whole.end), "".join(lines)),)


def _extent(text: str, items: Sequence, at: int) -> Part | None:
    """The item: in brackets its own text, else its lines."""
    each = layout.part(text, items, at)
    flow = layout.is_flow(text, items)
    if each is None or flow is None:
        return None
    if flow:
        return None if "#" in text[each.start : each.end] or "\n" in text[each.start : each.end] else each
    return _lines(text, each)


def _lines(text: str, each: Part) -> Part | None:
    start = layout.line_of(text, each.start)
    end = layout.tail(text, each, each.start - start)
    return None if end is None or not layout.is_on_own_line(text, each) else Part(start, end)


def _copies(text: str, whole: Part, values: Sequence) -> Iterator[str]:
    if layout.is_flow(text, values):
        before, behind = text[whole.start : values.start], text[values.end : whole.end]
        if "#" not in text[values.start : values.end]:
            yield from (f"{before}[{text[value.start : value.end]}]{behind}" for value in values.items)
        return
    extents = list(_value_lines(text, whole, values))
    if len(extents) == len(values.items) and all(extents):
        for kept in range(len(extents)):
            yield _without_others(text, whole, extents, kept)


def _value_lines(text: str, whole: Part, values: Sequence) -> Iterator[Part]:
    """The lines of each value, with the comments above it."""
    floor = whole.start
    for at in range(len(values.items)):
        each = layout.part(text, values, at)
        lines = None if each is None else _lines(text, each)
        if each is None or lines is None:
            return
        yield Part(layout.comment_above(text, each, floor), lines.end)
        floor = lines.end


def _without_others(text: str, whole: Part, extents: list[Part], kept: int) -> str:
    """The item with one of its values; a comment on a line of its own stays with the first item."""
    own = extents[kept]
    before, behind = text[whole.start : extents[0].start], text[extents[-1].end : whole.end]
    if kept:
        before, behind = _without_comments(before), _without_comments(behind)
    return before + _ended(text[own.start : own.end], layout.line_end(text)) + behind


def _without_comments(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("#"))


def _ended(text: str, ending: str) -> str:
    return text if text.endswith(("\n", "\r")) else text + ending
