"""h11 and a stream, for both roles: message heads in and out. The only importer of h11.

h11's events check every head; its `Connection`, which would follow the exchange besides, costs as much again and has
nothing to do here. It does not write heads: it would put Host first, speak 1.1 to 1.0 peers and re-spell Connection.
It does not read bodies either, since `framing` has to pass them through untouched and is as strict as is needed.
"""

from __future__ import annotations

import re
import time
from http import HTTPStatus
from typing import NamedTuple

import h11

from agwctl.http.failure import DownstreamError, UpstreamError
from agwctl.http.framing import ChunkedFraming, CloseFraming, Framing, LengthFraming
from agwctl.http.message import Headers
from agwctl.http.screen import Head

__all__ = [
    "RequestHead",
    "ResponseHead",
    "http_date",
    "parse_request",
    "parse_response",
    "request_bytes",
    "response_bytes",
]

STATUS_LINE = re.compile(rb"HTTP/([0-9]\.[0-9]) ([0-9]{3})(?: ((?:[ \t]|[^\x00\s])*))?")
FOLD = re.compile(rb"\r?\n[ \t]+")
REASONS = {status.value: status.phrase.encode() for status in HTTPStatus}
DAYS = (b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun")
MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")


class RequestHead(NamedTuple):
    method: bytes
    target: bytes
    headers: Headers
    version: bytes
    framing: Framing
    length: int | None
    """The announced length; None without one."""
    keep_alive: bool
    expects_continue: bool


class ResponseHead(NamedTuple):
    status: int
    reason: bytes
    headers: Headers
    version: bytes
    framing: Framing
    keep_alive: bool


def parse_request(head: Head, *, preserve_case: bool = False) -> RequestHead:
    """A screened head. Raises: DownstreamError 400."""
    request_line, *lines = head.data[:-4].split(b"\r\n")
    method, target, version = request_line.split(b" ")
    fields = split_fields(lines)
    version = version[5:]
    try:
        event = h11.Request(method=method, target=target, headers=fields, http_version=version)
    except h11.ProtocolError as error:
        raise DownstreamError(400, str(error)) from None
    raw = event.headers.raw_items()
    items = [(name.lower(), value) for name, value in raw]
    persistent = version == b"1.1"
    framing: Framing | None = None
    length = None
    expects_continue = False
    for name, value in items:
        if name == b"connection":
            persistent = persists(value, persistent)
        elif name == b"content-length":
            length = int(value)
        elif name == b"transfer-encoding":
            framing = ChunkedFraming()
        elif name == b"expect":
            expects_continue = version == b"1.1" and b"100-continue" in options(value)
    if preserve_case:
        items = raw
    if framing is None:
        framing = LengthFraming(length or 0)
    return RequestHead(
        method,
        target,
        Headers([item for item in items if item[1] or item[0].lower() != b"host"]),
        version,
        framing,
        length,
        persistent and not head.close,
        expects_continue,
    )


def split_fields(lines: list[bytes]) -> list[tuple[bytes, bytes]]:
    """Header lines as fields, unchecked; a line without a colon gets a name that no check lets pass."""
    fields = []
    for line in lines:
        name, colon, value = line.partition(b":")
        fields.append((name if colon else b"", value.strip(b" \t")))
    return fields


def persists(connection: bytes, otherwise: bool) -> bool:
    """Whether a Connection field keeps the connection (RFC 9112 section 9.3)."""
    named = options(connection)
    if b"close" in named:
        return False
    return otherwise or b"keep-alive" in named


def options(value: bytes) -> set[bytes]:
    """The members of a list field, in lower case."""
    return {option.strip(b" \t") for option in value.lower().split(b",")}


def parse_response(head: bytes, method: bytes) -> ResponseHead:
    """What `take_response` gave, as the answer to a `method` request. Raises: UpstreamError."""
    if b"\n " in head or b"\n\t" in head:  # a server's folded lines are taken (RFC 9112 section 5.2)
        first, line_end, rest = head.partition(b"\n")
        head = first + line_end + FOLD.sub(b" ", rest)
    status_line, *lines = [line.removesuffix(b"\r") for line in head.split(b"\n")[:-2]]
    fields = split_fields(lines)
    found = STATUS_LINE.fullmatch(status_line)
    if found is None:
        raise UpstreamError("SendRequest", "invalid HTTP status-code parsed")
    version, status, reason = found[1], int(found[2]), found[3] or b""
    try:
        event = h11.Response(status_code=status, headers=fields, http_version=version, reason=reason)
    except h11.ProtocolError as error:
        raise UpstreamError("SendRequest", response_fault(str(error))) from None
    persistent = version == b"1.1"
    items = event.headers.raw_items()
    framing: Framing = CloseFraming()
    for name, value in items:
        lower = name.lower()
        if lower == b"connection":
            persistent = persists(value, persistent)
        elif lower == b"content-length":
            if not isinstance(framing, ChunkedFraming):
                framing = LengthFraming(int(value))
        elif lower == b"transfer-encoding":
            framing = ChunkedFraming()
    if method == b"HEAD" or status in (204, 304):
        framing = LengthFraming(0)
    elif isinstance(framing, CloseFraming):
        persistent = False
    return ResponseHead(status, reason, Headers(items), version, framing, persistent)


def response_fault(detail: str) -> str:
    """h11's complaint in the reference's words."""
    if "Content-Length" in detail:
        return "invalid content-length parsed"
    return "invalid HTTP header parsed"


def request_bytes(method: bytes, target: bytes, headers: Headers, version: bytes = b"1.1") -> bytes:
    """A request's head. Raises: ValueError when a field holds a line end."""
    return head_bytes(b"%b %b HTTP/%b\r\n" % (method, target, version), headers)


def response_bytes(status: int, headers: Headers, *, reason: bytes = b"", version: bytes = b"1.1") -> bytes:
    """A response's head. Raises: ValueError when a field holds a line end."""
    return head_bytes(b"HTTP/%b %d %b\r\n" % (version, status, reason or REASONS.get(status, b"")), headers)


def head_bytes(first_line: bytes, headers: Headers) -> bytes:
    fields = [b"%b: %b\r\n" % item for item in headers.items]
    head = first_line + b"".join(fields) + b"\r\n"
    if head.count(b"\n") != len(fields) + 2 or head.count(b"\r") != len(fields) + 2:
        raise ValueError("a header field holds a line end")
    return head


_dated = (-1, b"")


def http_date() -> bytes:
    """The time as the Date field gives it (RFC 9110 section 5.6.7), at most a second old."""
    global _dated
    second = int(time.monotonic())
    if _dated[0] != second:
        now = time.gmtime()
        text = b"%b, %02d %b %d %02d:%02d:%02d GMT" % (
            DAYS[now.tm_wday],
            now.tm_mday,
            MONTHS[now.tm_mon - 1],
            now.tm_year,
            now.tm_hour,
            now.tm_min,
            now.tm_sec,
        )
        _dated = (second, text)
    return _dated[1]
