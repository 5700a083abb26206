"""Diagnostics for the reader of a terminal: the place, the text around it, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from agwctl.diagnostics.diagnostic import Diagnostic, Severity
from agwctl.source.node import Source

__all__ = ["render"]

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_WIDTH = 100
"""Columns of an excerpt; a longer line is shown around the place in question."""


def render(diagnostics: Iterable[Diagnostic], *, colour: bool = False) -> str:
    """The diagnostics one under the other; empty when there are none."""
    return "\n\n".join("\n".join(_lines(diagnostic, colour)) for diagnostic in diagnostics)


def _lines(diagnostic: Diagnostic, colour: bool) -> Iterator[str]:
    code, source, span = diagnostic.code, diagnostic.source, diagnostic.span
    line, column = span.start
    word = _painted(f"{code.severity.value}:", _COLOURS[code.severity], colour)
    yield f"{source.path}:{line}:{column}: {word} {_clean(diagnostic.message)} [{code.id} {code.name}]"
    gutter = " " * len(str(line))
    text, begin, end = _excerpt(source, diagnostic)
    if text:
        marks = _painted("^" * max(1, _width(text[begin:end])), _COLOURS[code.severity], colour)
        yield f"{gutter} |"
        yield f"{line} | {text}"
        yield f"{gutter} | {' ' * _width(text[:begin])}{marks}"
    if diagnostic.pointer:
        yield f"{gutter} = at {_clean(diagnostic.pointer)}"
    for related in diagnostic.related:
        yield f"{gutter} = {related.message}: line {related.span.start.line}, column {related.span.start.column}"
    if diagnostic.hint:
        yield f"{gutter} = {_clean(diagnostic.hint)}"


def _excerpt(source: Source, diagnostic: Diagnostic) -> tuple[str, int, int]:
    """The line of the text and which part of it to mark; at most _WIDTH columns around that part."""
    start, stop = diagnostic.span
    if start == stop and not diagnostic.pointer:  # it is about the file as a whole
        return "", 0, 0
    text = source.shown_line(start.line)
    begin = start.column - 1
    end = stop.column - 1 if stop.line == start.line else len(text.rstrip())
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\t", " "))
    if len(text) > _WIDTH:
        left = max(0, min(begin - _WIDTH // 3, len(text) - _WIDTH))
        right = left + _WIDTH
        head, tail = "…" if left else "", "…" if right < len(text) else ""
        text = head + text[left + len(head) : right - len(tail)] + tail
        begin, end = begin - left, min(end - left, _WIDTH)
    return text, begin, max(begin, min(end, len(text)))


def _width(text: str) -> int:
    """Columns of a terminal."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _clean(text: str) -> str:
    """Without characters that would move the cursor or break the line."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text.replace("\n", "\\n").replace("\t", "\\t"))


def _painted(text: str, colour_code: str, colour: bool) -> str:
    return f"\x1b[1;{colour_code}m{text}\x1b[0m" if colour else text
