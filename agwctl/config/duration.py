"""Durations as Go writes them: `500ms`, `1m30s`, `2h`."""

from __future__ import annotations

import re

__all__ = ["parse_duration"]

_UNITS = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,  # micro sign
    "μs": 1_000,  # Greek letter mu
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_TERM = re.compile(r"([0-9]*)(?:\.([0-9]*))?([^0-9.]*)")
_LARGEST = 2**63 - 1


def parse_duration(text: str) -> float:
    """Seconds in a duration.

    Raises: ValueError with agentgateway's own text.
    """
    nanoseconds = _nanoseconds(text)
    if nanoseconds < 0:
        raise ValueError("parse error: negative string not allowed")
    return nanoseconds / 1_000_000_000


def _nanoseconds(text: str) -> int:
    sign, rest = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if rest == "0":
        return 0
    if not rest:
        raise _invalid(text)
    total = 0
    while rest:
        term = _TERM.match(rest)
        assert term is not None  # every part of the expression may be empty
        whole, fraction, unit = term[1], term[2] or "", term[3]
        if not whole and not fraction:
            raise _invalid(text)
        if not unit:
            raise ValueError(f"parse error: missing unit in duration: {text}")
        if len(whole) > 20 or len(fraction) > 100:
            raise _invalid(text)
        if unit not in _UNITS:
            raise ValueError(f"parse error: unknown unit {unit} in duration {text}")
        size = _UNITS[unit]
        total += int(whole or "0") * size + int(fraction or "0") * size // 10 ** len(fraction)
        if total > _LARGEST:
            raise _invalid(text)
        rest = rest[term.end() :]
    return sign * total


def _invalid(text: str) -> ValueError:
    return ValueError(f"parse error: invalid duration: {text}")
