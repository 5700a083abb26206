"""What a field of a known document may hold, checked on parsed values.

`accept` gives the value as it is written again: known fields first and in order, nulls of optional fields gone, 32-bit
floats rounded. The wording of a mismatch is the one that clients of agentgateway 1.4.1 read (serde's, without the
position, which `serde.explain` finds).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from decimal import Decimal
from enum import Enum, auto
from typing import Any, NamedTuple, Protocol

from agwctl.llm.document import Repeated

__all__ = ["ANY", "BOOLEAN", "F32", "STRING", "Absent", "Field", "Integer", "Mismatch", "OneOf", "Sequence", "Shape"]
__all__ += ["Struct", "Word", "invalid_type", "rust_float"]


class Mismatch(Exception):
    """A value is not of its shape; the text says how."""


class Shape(Protocol):
    """What a value must be."""

    @property
    def expected(self) -> str:
        """How an error names it."""

    def accept(self, value: Any) -> Any:
        """The value as it is written again. Raises: Mismatch."""


class _Any:
    expected = "any value"

    def accept(self, value: Any) -> Any:
        return value


class _String:
    expected = "a string"

    def accept(self, value: Any) -> Any:
        if type(value) is not str:
            raise Mismatch(invalid_type(value, self.expected))
        return value


class _Boolean:
    expected = "a boolean"

    def accept(self, value: Any) -> Any:
        if type(value) is not bool:
            raise Mismatch(invalid_type(value, self.expected))
        return value


class _F32:
    expected = "f32"

    def accept(self, value: Any) -> Any:
        if type(value) is not float and type(value) is not int:
            raise Mismatch(invalid_type(value, self.expected))
        return _shortest_f32(value)


class Integer:
    """A whole number within bounds."""

    def __init__(self, expected: str, low: int, high: int) -> None:
        self.expected = expected
        self.low = low
        self.high = high

    def accept(self, value: Any) -> Any:
        if type(value) is not int:
            raise Mismatch(invalid_type(value, self.expected))
        if not self.low <= value <= self.high:
            raise Mismatch(f"invalid value: integer `{value}`, expected {self.expected}")
        return value


class Word:
    """One of a few strings."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.expected = " or ".join(f"`{word}`" for word in words)

    def accept(self, value: Any) -> Any:
        if type(value) is not str:
            raise Mismatch(invalid_type(value, "string or map"))
        if value not in self.words:
            raise Mismatch(f"unknown variant `{value}`, expected {self.expected}")
        return value


class Sequence:
    """An array of one shape."""

    expected = "a sequence"

    def __init__(self, item: Shape) -> None:
        self.item = item

    def accept(self, value: Any) -> Any:
        if type(value) is not list:
            raise Mismatch(invalid_type(value, self.expected))
        return value if self.item is ANY else [self.item.accept(item) for item in value]


class OneOf:
    """The first of several shapes that fits."""

    def __init__(self, name: str, *options: Shape) -> None:
        self.expected = name
        self.options = options

    def accept(self, value: Any) -> Any:
        for option in self.options:
            try:
                return option.accept(value)
            except Mismatch:
                continue
        raise Mismatch(f"data did not match any variant of untagged enum {self.expected}")


class Absent(Enum):
    """What an absent field means."""

    REFUSED = auto()
    OMITTED = auto()
    """Left out; so is an explicit null."""
    NULL = auto()
    """Written as null."""


class Field(NamedTuple):
    """A known field of an object."""

    name: str
    shape: Shape
    absent: Absent | Callable[[], Any] = Absent.OMITTED
    """A callable makes the value to write instead; an explicit null is then a mismatch."""

    @property
    def nullable(self) -> bool:
        return self.absent is Absent.OMITTED or self.absent is Absent.NULL


class Struct:
    """An object with known fields; the others are kept as they are, behind the known ones."""

    def __init__(self, name: str, *fields: Field) -> None:
        self.expected = f"struct {name}"
        self.fields = {field.name: field for field in fields}
        self._plan = [(f.name, f.shape.accept, f.nullable, None if f.absent is _OMITTED else f) for f in fields]

    def accept(self, value: Any) -> Any:
        if type(value) is not dict:
            self._check_object(value)
        written: dict[str, Any] = {}
        missing = None
        for name, accept, nullable, special in self._plan:
            if name in value:
                found = value[name]
                if found is not None or not nullable:
                    written[name] = accept(found)
                elif special:
                    written[name] = None
            elif special:
                if special.absent is _REFUSED:
                    missing = missing or name
                else:
                    written[name] = special.absent() if callable(special.absent) else None
        if missing:
            raise Mismatch(f"missing field `{missing}`")
        known = self.fields
        for name, found in value.items():
            if name not in known:
                written[name] = found
        return written

    def _check_object(self, value: Any) -> None:
        if not isinstance(value, dict):
            raise Mismatch(invalid_type(value, self.expected))
        if isinstance(value, Repeated) and (twice := [name for name in self.fields if name in value.names]):
            raise Mismatch(f"duplicate field `{twice[0]}`")


_OMITTED = Absent.OMITTED
_REFUSED = Absent.REFUSED
ANY = _Any()
STRING = _String()
BOOLEAN = _Boolean()
F32 = _F32()


def _shortest_f32(value: float) -> float | None:
    """The shortest decimal that is the same 32-bit float; None (written as null) beyond their range."""
    try:
        wide = float(value)
    except OverflowError:
        return None
    if 1e-37 < abs(wide) < 1e38 and float(f"{wide:.6g}") == wide:  # six digits survive the narrower type
        return wide
    narrow = _f32(wide)
    if math.isinf(narrow):
        return None
    shorter = (float(f"{narrow:.{digits}g}") for digits in range(1, 9))
    return next((text for text in shorter if _f32(text) == narrow), float(f"{narrow:.9g}"))


def _f32(value: float) -> float:
    try:
        narrow: float = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.inf
    return narrow


def invalid_type(value: Any, expected: str) -> str:
    return f"invalid type: {_unexpected(value)}, expected {expected}"


def _unexpected(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return f"boolean `{str(value).lower()}`"
        case int() if -(2**63) <= value < 2**64:
            return f"integer `{value}`"
        case int() | float():
            return f"floating point `{rust_float(float(value))}`"
        case str():
            return f"string {_debug(value)}"
    return "sequence" if isinstance(value, list) else "map"


_ESCAPES = {"\0": "\\0", "\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def _debug(text: str) -> str:
    """A string as Rust's `{:?}` shows it."""
    shown = [_ESCAPES.get(c) or (c if c.isprintable() else f"\\u{{{ord(c):x}}}") for c in text]
    return f'"{"".join(shown)}"'


def rust_float(value: float) -> str:
    """A float as serde_json writes it: Python's digits, an exponent only from 10^16 on and below 10^-5."""
    sign = "-" if math.copysign(1, value) < 0 else ""
    digits, exponent = _digits(abs(value))
    point = len(digits) + exponent
    if digits == "0":
        return f"{sign}0.0"
    if 0 < point <= 16:
        padded = digits.ljust(point, "0")
        return f"{sign}{padded[:point]}.{padded[point:] or '0'}"
    if -5 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{'+' * (point > 0)}{point - 1}"


def _digits(value: float) -> tuple[str, int]:
    """The shortest digits of a float and the power of ten of the last one."""
    number = Decimal(repr(value)).normalize().as_tuple()
    return "".join(map(str, number.digits)), int(number.exponent)
