"""The corpus of bad files: what is told about a file, as lines that can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agwctl.config.load import Loaded, load_text
from agwctl.diagnostics.diagnostic import Diagnostic
from agwctl.source.node import Span

BAD = Path(__file__).parent / "bad"
ENVIRON = {"HOME": "/home/somebody", "SET_TWICE": "\n  - {routes: []}\n  - {routes: [], bogus: 1}"}


def load_bad(path: Path) -> Loaded:
    return load_text(path.read_bytes().decode(), path.name, ENVIRON)


def told(loaded: Loaded) -> str:
    """Each diagnostic in a few lines."""
    return "".join(f"{line}\n" for diagnostic in loaded.diagnostics for line in lines(diagnostic))


def lines(diagnostic: Diagnostic) -> Iterator[str]:
    code, pointer = diagnostic.code, diagnostic.pointer or "(document)"
    yield f"{place(diagnostic.span)} {code.severity.value} {code.id} {code.name} at {pointer}"
    yield f"    {diagnostic.message}"
    for related in diagnostic.related:
        yield f"    also {place(related.span)} {related.message} at {related.pointer or '(document)'}"
    if diagnostic.hint:
        yield f"    hint: {diagnostic.hint}"
    if diagnostic.fix:
        edits = ", ".join(f"{place(edit.span)} {edit.text!r}" for edit in diagnostic.fix.edits)
        yield f"    fix: {diagnostic.fix.title}: {edits}"


def place(span: Span) -> str:
    (line, column), (last_line, last_column) = span
    return f"{line}:{column}-{last_line}:{last_column}"
