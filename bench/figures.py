"""What is measured, the targets, and the table."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One row: a quantity of each proxy, and what is aimed for."""

    key: str
    label: str
    at_most: float | None = None
    """The target, as a multiple of the baseline's (the floor's, unless the label names another)."""
    at_least: float | None = None
    limit: float | None = None
    """A target that is an absolute value, not to be exceeded."""
    digits: int = 0

    def verdict(self, value: float, ratio: float) -> str:
        """The target in words and whether it is met."""
        if self.at_most is not None:
            return f"<= {self.at_most} x: {'met' if ratio <= self.at_most else 'MISSED'}"
        if self.at_least is not None:
            return f">= {self.at_least} x: {'met' if ratio >= self.at_least else 'MISSED'}"
        if self.limit is not None:
            return f"<= {self.limit:g}: {'met' if value <= self.limit else 'MISSED'}"
        return ""


FIGURES = [
    Figure("small1.cpu_us", "CPU us per small request, 1 connection", at_most=1.6),
    Figure("small16.cpu_us", "CPU us per small request, 16 connections"),
    Figure("small16.per_second", "requests/s, 16 connections", at_least=0.6),
    Figure("streams.cpu_us", "CPU us per paced chunk, {streams} streams", at_most=0.5, digits=1),
    Figure("streams.late_p99_ms", "lateness p99 ms, {streams} streams", at_most=0.4, digits=1),
    Figure("streams.mib", "resident MiB, {streams} streams", limit=40, digits=1),
    Figure("ready.ms", "ready ms (baseline: import h11, yaml)", at_most=2.5),
    Figure("version.cpu_ms", "agwctl --version CPU ms (baseline: pass)", at_most=2.5, digits=1),
]

Samples = Mapping[str, Mapping[str, Sequence[float]]]
"""Per figure and proxy, the values of the rounds, in their order."""


def ratio(mine: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the rounds' own ratios, so that a machine that changes pace between rounds does not matter."""
    return statistics.median(a / b for a, b in zip(mine, theirs, strict=False))


def table(samples: Samples, names: Sequence[str], baseline: str, streams: int) -> str:
    """A row per figure, a column per proxy: its median, and in brackets the first one's multiple of it.

    `names` has the proxy whose figures these are first and its baseline second.
    """
    mine = names[0]
    rows = [["", *names, "target"]]
    for figure in FIGURES:
        values = samples[figure.key]
        row = [figure.label.format(streams=streams)]
        for name in names:
            if name not in values:
                row.append("")
                continue
            cell = f"{statistics.median(values[name]):,.{figure.digits}f}"
            row.append(cell if name == mine else f"{cell} ({ratio(values[mine], values[name]):.2f} x)")
        row.append(figure.verdict(statistics.median(values[mine]), ratio(values[mine], values[baseline])))
        rows.append(row)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        first, *cells, last = row
        lines.append("  ".join([first.ljust(widths[0]), *map(str.rjust, cells, widths[1:-1]), last]).rstrip())
    return "\n".join(lines)
