"""JSON as Go's encoding/json reads and writes it, down to the error texts that clients get to see."""

from __future__ import annotations

import codecs
import json
import re
import struct
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from agwctl.ollama.goshape import Number, Object, Struct, filled, plain
from agwctl.ollama.gosyntax import complaint
from agwctl.ollama.refusal import Refusal

__all__ = ["Struct", "decode", "encode", "first_value", "float32_text"]


def decode(body: bytes, shape: Struct, *, empty: str) -> dict[str, Any]:
    """The first JSON value of `body`, with the fields of `shape` only; keys match in any case, the rest is ignored.

    Raises: Refusal 400 with Go's wording; `empty` is the text for a body without any value.
    """
    value, _ = _first(body, empty)
    problems: list[str] = []
    decoded = filled(value, shape, problems)
    if problems:
        raise Refusal(400, problems[0])
    return decoded


def first_value(body: bytes, *, empty: str) -> tuple[Any, str]:
    """The first JSON value of `body` and the text behind it.

    Raises: Refusal 400 as `decode` does.
    """
    value, rest = _first(body, empty)
    return plain(value), rest


def _first(body: bytes, empty: str) -> tuple[Any, str]:
    text = body.decode("utf-8", "each byte replaced").lstrip(" \t\r\n")
    if not text:
        raise Refusal(400, empty)
    try:
        value, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        raise Refusal(400, complaint(body) or "exceeded max depth") from None
    if isinstance(value, Number) and (fault := complaint(body)):  # Python is content with the 1 of `1.`
        raise Refusal(400, fault)
    return value, text[end:]


def encode(value: object) -> str:
    """Compact, keys in their order, `<`, `>` and `&` escaped as Go's encoder does for the sake of HTML."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if _FLOAT.search(text):
        text = _STRING_OR_FLOAT.sub(lambda found: found[1] or _float_text(found[0]), text)
    return _ESCAPED.sub(lambda found: _escape(found[0]), text)


def float32_text(values: Iterable[float]) -> str:
    """Numbers that are exact in 32 bits, each in the fewest digits that read back as the same 32 bits."""
    return "[" + ",".join(_shortest(value) for value in values) + "]"


_ESCAPED = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
_FLOAT = re.compile(r"\d\.0(?!\d)|\de[+-]\d")
_STRING_OR_FLOAT = re.compile(r'("(?:[^"\\]|\\.)*")|-?\d+(?:\.\d+)?e[+-]\d+|-?\d+\.0(?!\d)')


def _escape(character: str) -> str:
    return "\ufffd" if "\ud800" <= character <= "\udfff" else f"\\u{ord(character):04x}"


def _float_text(text: str) -> str:
    """A float as Go writes it: with an exponent only below 1e-6 and from 1e21 on."""
    if 1e-6 <= abs(float(text)) < 1e21 or not float(text):
        return format(Decimal(text), "f").removesuffix(".0")
    return text.replace("e-0", "e-")


def _shortest(value: float) -> str:
    exact = struct.pack("<f", value)
    fewest = 6 if abs(value) > 2**-126 else 1  # six digits and less are the same in 32 bits and back
    digits = next(n for n in range(fewest, 10) if struct.pack("<f", float(f"{value:.{n}g}")) == exact or n == 9)
    text = repr(float(f"{value:.{digits}g}"))
    if "e-05" in text:  # Go turns to exponents below 1e-6, Python below 1e-4
        text = f"{value:.{digits + 4}f}"
    return text.removesuffix(".0").replace("e-0", "e-")


def _reject_constant(name: str) -> object:
    raise ValueError(name)


def _each_byte(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "\ufffd", error.start + 1


codecs.register_error("each byte replaced", _each_byte)
_DECODER = json.JSONDecoder(
    object_pairs_hook=Object, parse_int=Number, parse_float=Number, parse_constant=_reject_constant
)
