"""Tells the operator that an upstream is out of reach, once, until it answers again."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Outages"]


class Outages:
    """Which upstreams failed last; any thread may call it."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._down: set[str] = set()

    def failed(self, endpoint: str, message: str) -> None:
        if endpoint not in self._down:
            self._down.add(endpoint)
            self._report(message)

    def answered(self, endpoint: str) -> None:
        self._down.discard(endpoint)
