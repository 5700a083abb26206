"""Go durations and the `keep_alive` values that are built on them."""

from __future__ import annotations

import re

from agwctl.ollama.refusal import Refusal

__all__ = ["FOREVER", "keep_alive"]

FOREVER = 2**63 - 1
"""Nanoseconds: the longest Go duration, 292 years; what "never unload" becomes."""

_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_PIECE = re.compile(r"(\d+\.?\d*|\.\d+)([^\d.]*)")


def keep_alive(value: object) -> int:
    """Nanoseconds: numbers are seconds, text is a Go duration, anything negative is for ever.

    Raises: Refusal 400 in the words of Go's time package.
    """
    if isinstance(value, str):
        length = _parse(value)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        length = int(value * 10**9)
    else:
        names: dict[type, str] = {bool: "bool", list: "[]interface {}", dict: "map[string]interface {}"}
        raise Refusal(400, f"Unsupported type: '{names[type(value)]}'")
    return FOREVER if length < 0 else min(length, FOREVER)


def _parse(text: str) -> int:
    sign, rest = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if rest == "0":
        return 0
    total, end = 0.0, 0
    for piece in _PIECE.finditer(rest):
        number, unit = piece.groups()
        if piece.start() != end:
            break
        if not unit:
            raise Refusal(400, f'time: missing unit in duration "{text}"')
        if unit not in _UNITS:
            raise Refusal(400, f'time: unknown unit "{unit}" in duration "{text}"')
        total += float(number) * _UNITS[unit]
        end = piece.end()
    if not rest or end != len(rest):
        raise Refusal(400, f'time: invalid duration "{text}"')
    return int(sign * total)
