"""JSON bodies: read once, strictly, and written compactly with nothing of the client's mangled."""

from __future__ import annotations

import json
import re
from collections import Counter
from math import isinf
from typing import Any

__all__ = ["UNREADABLE", "Document", "Repeated", "is_crowded", "Reply", "read", "write"]

UNREADABLE = (ValueError, RecursionError)
"""What `read` and `write` raise for a document that is not JSON or has no JSON form."""


class Repeated(dict[str, Any]):
    """An object that names a field twice; the last value of each name counts."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.names = {name for name, times in Counter(name for name, _ in pairs).items() if times > 1}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    return value if len(value) == len(pairs) else Repeated(pairs)


def _constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _float(text: str) -> float:
    value = float(text)
    if isinf(value):
        raise ValueError("number out of range")
    return value


_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)
_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
_REPLY_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"))


def read(raw: bytes) -> Any:
    """The value of a UTF-8 document.

    Raises:
        ValueError: not UTF-8 (no other encoding is guessed), not JSON (as which NaN, Infinity, numbers out of
            range and escaped lone surrogates do not count).
        RecursionError: nested too deeply.
    """
    text = raw.decode()
    value = _DECODER.decode(text)
    if "\\u" in text and _LONE_SURROGATE.search(text):
        write(value)  # raises, unless it was a backslash that is itself escaped
    return value


def write(value: Any) -> bytes:
    """The compact form in UTF-8.

    Raises:
        ValueError: a lone surrogate or a number that is out of range.
        RecursionError: nested too deeply.
    """
    return _ENCODER.encode(value).encode()


MOST_VALUES = 2 << 20
"""Values in a document. Each takes up to 250 bytes once read: without a limit 60 MiB of `{}` become 1.7 GB.

A body that agentgateway 1.4.1 reads, of 2 MiB, cannot hold as many.
"""


def is_crowded(raw: bytes) -> bool:
    """Whether a document may hold more than `MOST_VALUES`, as none does that is not meant to harm; told at a glance.

    Marks inside text count, too: they would have to be one in thirty characters of 60 MiB of prose.
    """
    return raw.count(b",") + raw.count(b"{") + raw.count(b"[") > MOST_VALUES


class Document:
    """A body and its value, parsed when first asked for: the router and the dialect share one reading."""

    __slots__ = ("_read", "_value", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._read = False
        self._value: Any = None

    @property
    def value(self) -> Any:
        """The parsed value; not to be changed in place. Raises what `read` raises."""
        if not self._read:
            self._value = self._parse()
            self._read = True
        return self._value

    def _parse(self) -> Any:
        return read(self.raw)


class Reply(Document):
    """An upstream's document: it is not asked about each of an embedding's numbers whether it is in range."""

    __slots__ = ()

    def _parse(self) -> Any:
        return _REPLY_DECODER.decode(self.raw.decode())
