"""How often each kind of diagnostic occurs."""

from __future__ import annotations

from collections import Counter

from agwctl.diagnostics.report import Report

__all__ = ["render"]


def render(report: Report) -> str:
    """A line for each code that occurs, the most frequent first: how often, code, name, how many `--fix` would cure."""
    found = report.diagnostics
    counts = Counter(diagnostic.code for diagnostic in found)
    fixable = Counter(diagnostic.code for diagnostic in found if diagnostic.is_fixable)
    ordered = sorted(counts, key=lambda code: (-counts[code], code.id))
    digits = len(str(max(counts.values(), default=0)))
    width = max((len(code.name) for code in counts), default=0)
    lines = []
    for code in ordered:
        line = f"{counts[code]:>{digits}}  {code.id}  {code.name:<{width}}  {code.severity.value:<7}"
        lines.append(f"{line}  {fixable[code]} fixable" if fixable[code] else line.rstrip())
    return "\n".join(lines)
