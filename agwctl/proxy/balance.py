"""Which of several backends takes a request."""

from __future__ import annotations

import random
from collections.abc import Sequence

from agwctl.proxy.route import Backend

__all__ = ["choose"]


def choose(backends: Sequence[Backend]) -> Backend | None:
    """Draw by weight; None when there is nothing to draw from."""
    if len(backends) == 1:
        return backends[0] if backends[0].weight else None
    total = sum(backend.weight for backend in backends)
    if not total:
        return None
    drawn = random.randrange(total)
    for backend in backends:
        drawn -= backend.weight
        if drawn < 0:
            return backend
    raise AssertionError("a draw below the sum of weights always falls on a backend")
