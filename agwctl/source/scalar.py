"""What a plain scalar is: YAML 1.2 core, as the gateway's own reader (serde_yaml 0.9) takes it.

So `on`, `yes`, `012` and `12:30` are text, and `0o17` is a number.
"""

from __future__ import annotations

import math
import re
from typing import TypeAlias

from agwctl.source.node import Scalar

__all__ = ["Value", "value_of"]

Value: TypeAlias = "str | int | float | bool | None"

_WORDS: dict[str, Value] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_FIRST = frozenset("~ntfNTF.+-0123456789")
_INTEGER = re.compile(r"[-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+|0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_LONG = 80
"""Digits that are no whole number any more."""
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")


def value_of(node: Scalar) -> Value:
    """The value that a scalar stands for."""
    text = node.text
    if not node.plain or (text and text[0] not in _FIRST):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) < _LONG and _INTEGER.fullmatch(text):
        number = int(text, 0)
        return number if -(2**63) <= number < 2**64 else float(number)
    if _FLOAT.fullmatch(text) and not _LEADING_ZERO.fullmatch(text):
        decimal = float(text)
        return decimal if math.isfinite(decimal) else text
    return text
