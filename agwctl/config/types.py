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
    "PARSED",
    "ListenAddress",
    "ByteText",
    "BytesKind",
    "Duration",
    "HostPort",
    "HeaderName",
    "NonzeroPort",
    "Parsed",
    "Pattern",
    "Port",
    "Range",
    "Secret",
    "SecretKind",
    "SecretText",
    "ServiceName",
    "Size",
    "Status",
    "StatusKind",
    "StringOrList",
    "StringsKind",
    "I32",
    "U16",
    "U32",
    "U64",
    "UpstreamKey",
    "Weight",
    "own_address",
]


class Range:
    """The whole numbers that are allowed, and what agentgateway calls them."""

    def __init__(self, low: int, high: int, expected: str) -> None:
        self.low = low
        self.high = high
        self.expected = expected


class Parsed:
    """Text with a syntax of its own.

    `parse` returns the value or raises ValueError saying what is wrong, after `prefix`; `form` tells the user how to
    write it, `expected` is agentgateway's name for it.
    """

    def __init__(
        self,
        parse: Callable[[str], Any],
        code: Code,
        form: str | None = None,
        prefix: str = "",
        expected: str = "a string",
    ) -> None:
        self.parse = parse
        self.code = code
        self.form = form
        self.prefix = prefix
        self.expected = expected


PARSED: dict[type, Parsed] = {
    HostPort: Parsed(HostPort.parse, codes.BAD_ADDRESS, "NAME:PORT, IP:PORT or unix:/PATH"),
}
"""Classes that need no marker."""


def own_address(name: str) -> Parsed:
    """The address of one of the process's own servers."""
    form = "IP:PORT, localhost:PORT, unix:/PATH or off"
    return Parsed(ListenAddress.parse, codes.BAD_ADDRESS, form, f"invalid {name}: ")


class SecretKind:
    """A credential: text, or `{file: PATH}`; `located`: or either under `value`, beside the place it is sent in."""

    def __init__(self, located: bool = False) -> None:
        self.located = located


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


_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PSEUDO = (":method", ":path", ":authority", ":scheme", ":status")


def header_name(text: str) -> str:
    """The name of a header.

    Raises: ValueError with agentgateway's own text. Source: RFC 9110 section 5.1.
    """
    if not _TOKEN.fullmatch(text) and text not in _PSEUDO:
        raise ValueError("invalid HTTP header name")
    return text


def service_name(text: str) -> str:
    """Namespace and hostname of a service.

    Raises: ValueError with agentgateway's own text.
    """
    if text.count("/") != 1:
        raise ValueError(
            f'invalid value: string "{text}", expected string for NamespacedHostname with format namespace/hostname'
        )
    return text


Port: TypeAlias = Annotated[int, Range(0, 65535, "u16")]
NonzeroPort: TypeAlias = Annotated[int, Range(1, 65535, "a nonzero u16")]
Weight: TypeAlias = Annotated[int, Range(0, 2**64 - 1, "usize")]
Size: TypeAlias = Annotated[int, Range(0, 2**64 - 1, "usize")]
U16: TypeAlias = Annotated[int, Range(0, 2**16 - 1, "u16")]
U32: TypeAlias = Annotated[int, Range(0, 2**32 - 1, "u32")]
U64: TypeAlias = Annotated[int, Range(0, 2**64 - 1, "u64")]
I32: TypeAlias = Annotated[int, Range(-(2**31), 2**31 - 1, "i32")]
Status: TypeAlias = Annotated[int, StatusKind()]
Secret: TypeAlias = Annotated[str, SecretKind()]
UpstreamKey: TypeAlias = Annotated[str, SecretKind(located=True)]
ByteText: TypeAlias = Annotated[bytes, BytesKind()]
StringOrList: TypeAlias = Annotated[tuple[str, ...], StringsKind()]
HeaderName: TypeAlias = Annotated[str, Parsed(header_name, codes.BAD_NAME, "a name without spaces or colons")]
"""A header, or one of `:method`, `:path`, `:authority`, `:scheme`, `:status`."""
ServiceName: TypeAlias = Annotated[
    str,
    Parsed(
        service_name,
        codes.BAD_NAME,
        "NAMESPACE/HOSTNAME",
        expected="string for NamespacedHostname with format namespace/hostname",
    ),
]
Duration: TypeAlias = Annotated[
    float, Parsed(parse_duration, codes.BAD_DURATION, "a number with its unit: 500ms, 10s, 1m30s, 2h")
]
"""Seconds."""
Pattern: TypeAlias = Annotated[re.Pattern[str], Parsed(compile_pattern, codes.BAD_REGEX, None)]
"""To be compared with `pattern.matches_whole`."""
