"""Annotations in GitHub: workflow commands, which a step of a workflow prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from agwctl.diagnostics.diagnostic import Diagnostic, Severity
from agwctl.diagnostics.report import Report

__all__ = ["render"]

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
MOST = 10
"""Annotations of one kind that GitHub shows for a step."""


def render(report: Report) -> str:
    """One command for each diagnostic and for each file that cannot be read, the worst kind first.

    Each message begins with its place, because the log shows nothing else. When GitHub will not show all, a notice
    with the summary comes first.
    """
    return "\n".join(_commands(report))


def _commands(report: Report) -> Iterator[str]:
    if any(report.count(severity) > MOST for severity in _COMMANDS):
        summary = f"{report.summary()}\nGitHub shows {MOST} annotations of a kind; the log of this step has all"
        yield _command("notice", {"title": "agwctl"}, summary)
    for file in report.with_status("unreadable"):
        yield _command("error", {"file": _file(file.path), "title": "unreadable"}, file.reason or file.path)
    for severity, name in _COMMANDS.items():
        for diagnostic in report.diagnostics:
            if diagnostic.severity is severity:
                yield _command(name, _properties(diagnostic), _message(diagnostic))


def _properties(diagnostic: Diagnostic) -> dict[str, object]:
    code, (start, end) = diagnostic.code, diagnostic.span
    place: dict[str, object] = {"line": start.line, "endLine": end.line}
    if start.line == end.line:  # GitHub takes columns only within a line
        place |= {"col": start.column, "endColumn": end.column}
    return {"file": _file(diagnostic.source.path), **place, "title": f"{code.id} {code.name}"}


def _message(diagnostic: Diagnostic) -> str:
    line, column = diagnostic.span.start
    told = f"{diagnostic.source.path}:{line}:{column}: {diagnostic.message}"
    return f"{told}\n{diagnostic.hint}" if diagnostic.hint else told


def _file(path: str) -> str:
    return PurePath(path).as_posix()


_CONTROL = dict.fromkeys(map(chr, (*range(32), *range(0x7F, 0xA0), 0x2028, 0x2029)), "\N{REPLACEMENT CHARACTER}")
_DATA = {**_CONTROL, "\t": " ", "%": "%25", "\r": "%0D", "\n": "%0A"}
_MESSAGE = str.maketrans(_DATA)
_PROPERTY = str.maketrans({**_DATA, ":": "%3A", ",": "%2C"})


def _command(name: str, properties: dict[str, object], message: str) -> str:
    """Source: GitHub's toolkit, `escapeData` and `escapeProperty`."""
    given = ",".join(f"{key}={str(value).translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{name} {given}::{message.translate(_MESSAGE)}".encode("utf-8", "replace").decode()
