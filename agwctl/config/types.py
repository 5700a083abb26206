"""The scalar types of the configuration language: what each becomes, and the marker that tells the decoder how."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeAlias

from agwctl.config.address import HostPort, ListenAddress
from agwctl.config.duration import parse_duration
from agwctl.config.pattern import compile_pattern
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Code

__all__ = [
    "FORMS",
    "ListenAddress",
    "ByteText",
    "BytesKind",
    "Duration",
    "HostPort",
    "NonzeroPort",
    "Parsed",
    "Pattern",
    "Port",
    "Range",
    "Secret",
    "SecretKind",
    "SecretText",
    "Size",
    "Status",
    "StatusKind",
    "StringOrList",
    "StringsKind",
    "Weight",
]


class Range:
    """The whole numbers that are allowed, and what agentgateway calls them."""

    def __init__(self, low: int, high: int, expected: str) -> None:
        self.low = low
        self.high = high
        self.expected = expected


class Parsed:
    """Text with a syntax of its own; `parse` returns the value or raises ValueError saying what is wrong."""

    def __init__(self, parse: Callable[[str], Any], code: Code, form: str | None) -> None:
        self.parse = parse
        self.code = code
        self.form = form


FORMS: dict[type, str] = {
    HostPort: "NAME:PORT, IP:PORT or unix:/PATH",
    ListenAddress: "IP:PORT, localhost:PORT, unix:/PATH or off",
}
"""How values of a class with a `parse` of its own are written."""


class SecretKind:
    """A credential: text, or `{file: PATH}`."""


class StatusKind:
    """An HTTP status."""


class BytesKind:
    """Bytes: text, or a list of numbers."""


class StringsKind:
    """One text, or a list of texts."""


class SecretText(str):
    """A credential; it shows itself only when it is asked for as text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'<secret>'"


Port: TypeAlias = Annotated[int, Range(0, 65535, "u16")]
NonzeroPort: TypeAlias = Annotated[int, Range(1, 65535, "a nonzero u16")]
Weight: TypeAlias = Annotated[int, Range(0, 2**64 - 1, "usize")]
Size: TypeAlias = Annotated[int, Range(0, 2**64 - 1, "usize")]
Status: TypeAlias = Annotated[int, StatusKind()]
Secret: TypeAlias = Annotated[str, SecretKind()]
ByteText: TypeAlias = Annotated[bytes, BytesKind()]
StringOrList: TypeAlias = Annotated[tuple[str, ...], StringsKind()]
Duration: TypeAlias = Annotated[
    float, Parsed(parse_duration, codes.BAD_DURATION, "a number with its unit: 500ms, 10s, 1m30s, 2h")
]
"""Seconds."""
Pattern: TypeAlias = Annotated[re.Pattern[str], Parsed(compile_pattern, codes.BAD_REGEX, None)]
"""To be compared with `pattern.matches_whole`."""
