"""Figures of one command, a line each, beside how much they may be."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Row", "write"]


class Row(NamedTuple):
    """One figure, and how much it may be."""

    label: str
    value: float
    unit: str
    target: float | None


def write(rows: Iterable[Row], *, with_targets: bool) -> None:
    """To stdout, once all are there."""
    rows = list(rows)
    width = max(len(row.label) for row in rows)
    for row in rows:
        target = f"   target < {row.target:g}" if with_targets and row.target is not None else ""
        sys.stdout.write(f"{row.label:<{width}}  {row.value:8.2f} {row.unit:<3}{target}".rstrip() + "\n")
