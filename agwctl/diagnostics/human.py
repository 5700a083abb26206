"""Diagnostics for the reader of a terminal: the place, the text around it, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agwctl.compat import DIFFERENCES
from agwctl.diagnostics.diagnostic import Diagnostic, Severity
from agwctl.diagnostics.fixed_text import fixed_lines
from agwctl.diagnostics.printable import UNPRINTABLE, printable
from agwctl.diagnostics.report import FileReport, Report
from agwctl.source.node import Source

__all__ = ["render"]

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_GREEN = "32"
_OTHERWISE = frozenset(difference.code for difference in DIFFERENCES)
_WIDTH = 100
"""Columns of an excerpt; a longer line is shown around the place in question."""
_MOST_LINES = 8
"""Lines of a fix that are shown."""


def render(report: Report, *, colour: bool = False) -> str:
    """The diagnostics file by file, one under the other; empty when there are none."""
    return "\n\n".join("\n".join(lines) for file in report.files for lines in _of_file(file, colour))


def _of_file(file: FileReport, colour: bool) -> Iterator[Iterable[str]]:
    """A file's diagnostics; what only tells that agentgateway 1.4 does otherwise is one of them, if there is more."""
    others = [each for each in file.diagnostics if each.severity is Severity.INFO and each.code.id in _OTHERWISE]
    folded = others if len(others) > 1 else []
    left_out = set(map(id, folded))
    yield from (_lines(each, colour) for each in file.diagnostics if id(each) not in left_out)
    if folded:
        names = ", ".join(dict.fromkeys(each.code.name for each in folded))
        word = _painted("info:", _COLOURS[Severity.INFO], colour)
        yield (
            f"{printable(file.path)}: {word} agentgateway 1.4 does otherwise here: {names}",
            "  = agwctl validate --compat 1.4 shows each place; agwctl explain NAME tells more",
        )


def _lines(diagnostic: Diagnostic, colour: bool) -> Iterator[str]:
    code, source, span = diagnostic.code, diagnostic.source, diagnostic.span
    line, column = span.start
    word = _painted(f"{code.severity.value}:", _COLOURS[code.severity], colour)
    yield f"{printable(source.path)}:{line}:{column}: {word} {printable(diagnostic.message)} [{code.id} {code.name}]"
    gutter = " " * len(str(line))
    text, begin, end = _excerpt(source, diagnostic)
    if text:
        marks = _painted("^" * max(1, _width(text[begin:end])), _COLOURS[code.severity], colour)
        yield f"{gutter} |"
        yield f"{line} | {text}"
        yield f"{gutter} | {' ' * _width(text[:begin])}{marks}"
    if diagnostic.pointer:
        yield f"{gutter} = at {printable(diagnostic.pointer)}"
    for related in diagnostic.related:
        start = related.span.start
        file = f"{printable(related.source.path)}, " if related.source else ""
        yield f"{gutter} = {printable(related.message)}: {file}line {start.line}, column {start.column}"
    if diagnostic.hint:
        yield f"{gutter} = {printable(diagnostic.hint)}"
    yield from _proposal(diagnostic, gutter, colour)


def _proposal(diagnostic: Diagnostic, gutter: str, colour: bool) -> Iterator[str]:
    """What a fix would make of the text, ready to paste."""
    fix = diagnostic.fix
    if fix is None:
        return
    word = _painted("fix:" if fix.safe else "possible fix:", _GREEN, colour)
    yield f"{gutter} = {word} {printable(fix.title)}"
    lines = fixed_lines(diagnostic.source, fix)
    for number, text in lines[:_MOST_LINES]:
        if len(text) > 2 * _WIDTH:
            text = text[: 2 * _WIDTH - 1] + "…"
        shown = UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\t", " "))
        yield f"{number:>{len(gutter)}} | {_painted(shown, _GREEN, colour)}"
    if len(lines) > _MOST_LINES:
        yield f"{gutter} | …"


def _excerpt(source: Source, diagnostic: Diagnostic) -> tuple[str, int, int]:
    """The line of the text and which part of it to mark; at most _WIDTH columns around that part."""
    start, stop = diagnostic.span
    if start == stop and not diagnostic.pointer:  # it is about the file as a whole
        return "", 0, 0
    text = source.shown_line(start.line)
    begin = start.column - 1
    end = stop.column - 1 if stop.line == start.line else len(text.rstrip())
    if len(text) > _WIDTH:
        left = max(0, min(begin - _WIDTH // 3, len(text) - _WIDTH))
        right = left + _WIDTH
        head, tail = "…" if left else "", "…" if right < len(text) else ""
        text = head + text[left + len(head) : right - len(tail)] + tail
        begin, end = begin - left, min(end - left, _WIDTH)
    text = UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\t", " "))
    return text, begin, max(begin, min(end, len(text)))


def _width(text: str) -> int:
    """Columns of a terminal."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _painted(text: str, colour_code: str, colour: bool) -> str:
    return f"\x1b[1;{colour_code}m{text}\x1b[0m" if colour else text
