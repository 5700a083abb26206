"""What a fix makes of the lines that it touches."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import LocatedEdit, LocatedFix
from agwctl.source.node import Source

__all__ = ["fixed_lines"]


def fixed_lines(source: Source, fix: LocatedFix) -> list[tuple[int, str]]:
    """The lines that the edits leave in the place of those that they touch, secrets blotted out, numbered as written.

    Lines that an edit leaves empty are not among them.
    """
    return [line for edits in _neighbours(fix) for line in _applied(source, edits)]


def _neighbours(fix: LocatedFix) -> Iterator[list[LocatedEdit]]:
    """Edits that share a line, in the order of the text."""
    group: list[LocatedEdit] = []
    for edit in sorted(fix.edits, key=lambda edit: edit.span):
        if group and edit.span.start.line > group[-1].span.end.line:
            yield group
            group = []
        group.append(edit)
    if group:
        yield group


def _applied(source: Source, edits: list[LocatedEdit]) -> Iterator[tuple[int, str]]:
    first = edits[0].span.start.line
    line, column = first, 1
    pieces: list[str] = []
    for edit in edits:
        start, end = edit.span
        pieces += (_between(source, (line, column), start), source.without_secrets(edit.text))
        line, column = end
    pieces.append(source.shown_line(line)[column - 1 :])
    for number, text in enumerate("".join(pieces).splitlines(), first):
        if text.strip():
            yield number, text.rstrip()


def _between(source: Source, start: tuple[int, int], end: tuple[int, int]) -> str:
    (line, column), (last, stop) = start, end
    if line >= last:
        return source.shown_line(line)[column - 1 : stop - 1]
    whole = [source.shown_line(number) for number in range(line + 1, last)]
    return "\n".join([source.shown_line(line)[column - 1 :], *whole, source.shown_line(last)[: stop - 1]])
