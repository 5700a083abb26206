"""One line for each diagnostic, for `grep`, editors and GitHub's problem matcher."""

from __future__ import annotations

from agwctl.diagnostics.diagnostic import Diagnostic
from agwctl.diagnostics.printable import printable
from agwctl.diagnostics.report import Report

__all__ = ["render"]


def render(report: Report) -> str:
    """`path:line:column: severity code name message`, one under the other; empty when there is nothing to tell."""
    return "\n".join(map(_line, report.diagnostics))


def _line(diagnostic: Diagnostic) -> str:
    code, (line, column) = diagnostic.code, diagnostic.span.start
    place = f"{diagnostic.source.path}:{line}:{column}"
    return printable(f"{place}: {code.severity.value} {code.id} {code.name} {diagnostic.message}")
