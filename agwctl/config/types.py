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
    "Checked",
    "BytesKind",
    "Duration",
    "HostPort",
    "HeaderName",
    "HttpVersion",
    "InlineSecret",
    "Method",
    "NonzeroPort",
    "NonzeroU8",
    "Number",
    "NumberKind",
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
    "U8",
    "U16",
    "U32",
    "U64",
    "Untagged",
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
    write it, `expected` is agentgateway's name for it, `kinds` are the types of scalars that are taken as their text.
    """

    def __init__(
        self,
        parse: Callable[[str], Any],
        code: Code,
        form: str | None = None,
        prefix: str = "",
        expected: str = "a string",
        kinds: tuple[type, ...] = (str,),
    ) -> None:
        self.parse = parse
        self.code = code
        self.form = form
        self.prefix = prefix
        self.expected = expected
        self.kinds = kinds


PARSED: dict[type, Parsed] = {
    HostPort: Parsed(HostPort.parse, codes.BAD_ADDRESS, "NAME:PORT, IP:PORT or unix:/PATH"),
}
"""Classes that need no marker."""


def own_address(name: str) -> Parsed:
    """The address of one of the process's own servers."""
    form = "IP:PORT, localhost:PORT, unix:/PATH or off"
    return Parsed(ListenAddress.parse, codes.BAD_ADDRESS, form, f"invalid {name}: ")


class SecretKind:
    """A credential: text, or `{file: PATH}`.

    `location`: the class of the place it is sent in; then it may be either under `value`, with `location` beside it.
    `inline`: only text.
    """

    def __init__(self, location: type | None = None, inline: bool = False) -> None:
        self.location = location
        self.inline = inline


class StatusKind:
    """An HTTP status."""


class NumberKind:
    """A number, whole or not."""


class Untagged:
    """agentgateway's name of a union of shapes, when its own message tells nothing more than that."""

    def __init__(self, name: str) -> None:
        self.name = name


class Checked:
    """A look at a value as a whole once it is decoded; what is found is reported there."""

    def __init__(self, check: Callable[[Any, Any, Any], None]) -> None:
        self.check = check
        """Takes the value, its node and the decoding."""


class BytesKind:
    """Bytes: text, or a list of numbers."""


class StringsKind:
    """One text, or a list of texts."""


class SecretText(str):
    """A credential; it shows itself only when it is asked for as text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'<secret>'"


_VERSION = re.compile(r"HTTP/(?:0\.9|1\.[01]|[23](?:\.0)?)")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PSEUDO = (":method", ":path", ":authority", ":scheme", ":status")


def header_name(text: str) -> str:
    """The name of a header.

    Raises: ValueError with agentgateway's own text. Source: RFC 9110 section 5.1.
    """
    if not _TOKEN.fullmatch(text) and text not in _PSEUDO:
        raise ValueError("invalid HTTP header name")
    return text


def method(text: str) -> str:
    """The name of a method, or `*`.

    Raises: ValueError with agentgateway's own text. Source: RFC 9110 section 9.1.
    """
    if not _TOKEN.fullmatch(text):
        raise ValueError("invalid HTTP method")
    return text


def http_version(text: str) -> str:
    """A version of HTTP, such as `HTTP/1.1`.

    Raises: ValueError with agentgateway's own text.
    """
    if not _VERSION.fullmatch(text):
        raise ValueError(f'invalid value: string "{text}", expected valid HTTP version')
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
NonzeroU8: TypeAlias = Annotated[int, Range(1, 255, "a nonzero u8")]
Weight: TypeAlias = Annotated[int, Range(0, 2**64 - 1, "usize")]
Size: TypeAlias = Annotated[int, Range(0, 2**64 - 1, "usize")]
U8: TypeAlias = Annotated[int, Range(0, 2**8 - 1, "u8")]
U16: TypeAlias = Annotated[int, Range(0, 2**16 - 1, "u16")]
U32: TypeAlias = Annotated[int, Range(0, 2**32 - 1, "u32")]
U64: TypeAlias = Annotated[int, Range(0, 2**64 - 1, "u64")]
I32: TypeAlias = Annotated[int, Range(-(2**31), 2**31 - 1, "i32")]
Status: TypeAlias = Annotated[int, StatusKind()]
Secret: TypeAlias = Annotated[str, SecretKind()]
InlineSecret: TypeAlias = Annotated[str, SecretKind(inline=True)]
Number: TypeAlias = Annotated[float, NumberKind()]
ByteText: TypeAlias = Annotated[bytes, BytesKind()]
StringOrList: TypeAlias = Annotated[tuple[str, ...], StringsKind()]
HeaderName: TypeAlias = Annotated[str, Parsed(header_name, codes.BAD_NAME, "a name without spaces or colons")]
"""A header, or one of `:method`, `:path`, `:authority`, `:scheme`, `:status`."""
Method: TypeAlias = Annotated[str, Parsed(method, codes.BAD_NAME, "one method, such as GET")]
HttpVersion: TypeAlias = Annotated[str, Parsed(http_version, codes.BAD_NAME, "HTTP/1.1 or HTTP/2.0")]
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
