"""Tells the operator that an upstream is out of reach, once, until it answers again."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["Outages"]

QUIET = 30.0
"""Seconds after a report in which the same upstream is not reported again: one that fails now and then says it once."""


class Outages:
    """Which upstreams failed last; any thread may call it."""

    def __init__(self, report: Callable[[str], None], now: Callable[[], float] = time.monotonic) -> None:
        self._report = report
        self._now = now
        self._down: set[str] = set()
        self._quiet_until: dict[str, float] = {}

    def failed(self, endpoint: str, message: str) -> None:
        if endpoint in self._down:
            return
        self._down.add(endpoint)
        now = self._now()
        if now >= self._quiet_until.get(endpoint, now):
            self._quiet_until[endpoint] = now + QUIET
            self._report(message)

    def answered(self, endpoint: str) -> None:
        self._down.discard(endpoint)
