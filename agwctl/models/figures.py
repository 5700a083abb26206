"""Sizes, counts and numbers as `ollama` writes them. Source: ollama format/bytes.go, format/format.go."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["binary_size", "count", "number", "plain_number", "size"]

_DECIMAL = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "KB"))
_BINARY = ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"))


def size(amount: int) -> str:
    """Bytes in decimal units: from ten units on truncated, below with one digit where the value is not whole."""
    unit, name = next(((unit, name) for unit, name in _DECIMAL if amount >= unit), (1, "B"))
    if unit == 1 or amount >= 10 * unit or amount % unit == 0:
        return f"{amount // unit} {name}"
    return f"{amount / unit:.1f} {name}"


def binary_size(amount: int) -> str:
    """Bytes in binary units, as in log lines and in the error texts of releases before 0.30."""
    unit, name = next(((unit, name) for unit, name in _BINARY if amount >= unit), (1, "B"))
    return f"{amount} B" if unit == 1 else f"{amount / unit:.1f} {name}"


def count(amount: int) -> str:
    """A number of parameters: `3.2B`, `22.60M`, `2K`."""
    if amount >= 10**9:
        return f"{amount // 10**9}B" if amount % 10**9 == 0 else f"{amount / 10**9:.1f}B"
    if amount >= 10**6:
        return f"{amount // 10**6}M" if amount % 10**6 == 0 else f"{amount / 10**6:.2f}M"
    return f"{amount / 10**3:.0f}K" if amount >= 10**3 else str(amount)


def number(value: float) -> str:
    """The fewest digits that read back as the same float, with an exponent from a million on: Go's %g."""
    mantissa, _, exponent = _shortest(value).partition("e")
    power = int(exponent)
    if -4 <= power < 6 or value == 0:
        return plain_number(value)
    return f"{mantissa}e{'-' if power < 0 else '+'}{abs(power):02}"


def plain_number(value: float) -> str:
    """The fewest digits, never with an exponent."""
    text = f"{Decimal(repr(float(value))):f}"
    return text.removesuffix(".0")


def _shortest(value: float) -> str:
    """Digits and the power of ten: `3.2e9`."""
    sign, digits, power = Decimal(repr(float(value))).normalize().as_tuple()
    first, rest = digits[0], "".join(map(str, digits[1:]))
    return f"{'-' if sign else ''}{first}{f'.{rest}' if rest else ''}e{int(power) + len(digits) - 1}"
