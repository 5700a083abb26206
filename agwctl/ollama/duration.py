"""Go durations and the `keep_alive` values that are built on them."""

from __future__ import annotations

import re

from agwctl.ollama.refusal import Refusal

__all__ = ["FOREVER", "keep_alive"]

FOREVER = 2**63 - 1
"""Nanoseconds: the longest Go duration, 292 years; what "never unload" becomes."""

_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_PIECE = re.compile(r"([0-9]*)(?:\.([0-9]*))?([^0-9.]*)")
_TOO_LONG = -(2**63)
"""Nanoseconds that a number of seconds beyond Go's durations becomes on x86: the model goes as soon as it is idle."""


def keep_alive(value: object) -> int:
    """Nanoseconds: numbers are seconds, text is a Go duration, anything negative is for ever.

    Less than none, which is not the same as none, for a number that no Go duration holds.

    Raises: Refusal 400 in the words of Go's time package.
    """
    if isinstance(value, str):
        length = _parse(value)
        return FOREVER if length < 0 else length
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _seconds(value)
    names: dict[type, str] = {bool: "bool", list: "[]interface {}", dict: "map[string]interface {}"}
    raise Refusal(400, f"Unsupported type: '{names[type(value)]}'")


def _seconds(value: float) -> int:
    if value < 0:
        return FOREVER
    return int(value * 10**9) if value < 2**63 / 10**9 else _TOO_LONG


def _parse(text: str) -> int:
    sign, rest = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if rest == "0":
        return 0
    total, end = 0, 0
    while rest and end < len(rest):
        piece = _PIECE.match(rest, end)
        assert piece is not None, "it matches nothing at all, too"
        whole, fraction, unit = piece[1], piece[2] or "", piece[3]
        if not whole and not fraction:
            break
        if not unit:
            raise Refusal(400, f"time: missing unit in duration {_quoted(text)}")
        if unit not in _UNITS:
            raise Refusal(400, f"time: unknown unit {_quoted(unit)} in duration {_quoted(text)}")
        total += _whole(whole) * _UNITS[unit]
        total += int(fraction[:18] or 0) * _UNITS[unit] // 10 ** len(fraction[:18])
        end = piece.end()
    if not end or end < len(rest) or sign * total > FOREVER or total > FOREVER + 1:
        raise Refusal(400, f"time: invalid duration {_quoted(text)}")
    return sign * total


def _whole(digits: str) -> int:
    digits = digits.lstrip("0")
    return int(digits or 0) if len(digits) < 20 else 2**64


def _quoted(text: str) -> str:
    """As Go's time package quotes it: what is not ASCII byte by byte."""
    escaped = text.replace("\\", r"\\").replace('"', r"\"")
    return f'"{_NOT_PLAIN.sub(_bytes, escaped)}"'


def _bytes(found: re.Match[str]) -> str:
    return "".join(f"\\x{byte:02x}" for byte in found[0].encode("utf-8", "replace"))


_NOT_PLAIN = re.compile("[^ -~\x7f]")
