"""The look at a message's head before h11 parses it: refuse what h11 lets through, settle what it would refuse.

Which is which has been recorded from agentgateway 1.4.1. What is left of a request for h11 is one head in the strictest
form: CRLF line ends, one Host line, at most one of Content-Length and Transfer-Encoding.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from agwctl.http.failure import DownstreamError, UpstreamError
from agwctl.http.target import MAX_TARGET, is_target

__all__ = ["MAX_HEAD", "Head", "screen", "take_response"]

MAX_HEAD = 450_000
"""Bytes from the request line to the blank line."""

MAX_DIGITS = 20
"""Of a Content-Length; those of 2**64."""
BLANK_LINE = re.compile(rb"\n\r?\n")
# All bytes but the control characters that no part of a head may hold.
SAFE = bytes(byte for byte in range(256) if byte >= 0x20 and byte != 0x7F) + b"\t\r\n"
TOKEN = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Head(NamedTuple):
    """A screened head of a request, ready for h11."""

    data: bytes
    close: bool = False
    """Its framing was ambiguous: whatever follows on this connection is not to be trusted."""


def screen(buffer: bytearray, *, max_headers: int = 100, strict: bool = False) -> Head | None:
    """Take one request head off the front of `buffer`; None while it is incomplete.

    Raises: DownstreamError with the status that 1.4.1 answers.
    """
    if buffer.startswith((b"\r", b"\n")):
        drop_empty_lines(buffer, strict)
    end = buffer.find(b"\r\n\r\n") + 4
    head: bytes | None = bytes(buffer[:end])
    if end < 4 or not buffer.count(b"\r\n", 0, end) == buffer.count(b"\n", 0, end) == buffer.count(b"\r", 0, end):
        end, head = uneven_head(buffer, strict)
        if head is None:
            return None
    assert head is not None
    del buffer[:end]
    if head.count(b"\n") - 2 > max_headers:
        raise DownstreamError(431, f"more than {max_headers} header fields")
    if end > MAX_HEAD:
        raise DownstreamError(431, "the header block is too large")
    if head.translate(None, SAFE):
        raise DownstreamError(400, "control character in the head")
    return screen_fields(screen_request_line(head), strict)


def drop_empty_lines(buffer: bytearray, strict: bool) -> None:
    """Empty lines before a request line are passed over (RFC 9112 section 2.2)."""
    while buffer[:2] == b"\r\n":
        del buffer[:2]
    while not strict and buffer[:1] == b"\n":
        del buffer[:1]
        drop_empty_lines(buffer, strict)


def uneven_head(buffer: bytearray, strict: bool) -> tuple[int, bytes | None]:
    """The end of a head whose lines do not all end in CRLF, and the head as if they did; None if it is incomplete."""
    if strict and buffer.count(b"\n") > buffer.count(b"\r\n"):
        raise DownstreamError(400, "bare LF as a line end")
    blank = BLANK_LINE.search(buffer)
    if blank is None:
        refuse_hopeless(buffer)
        return 0, None
    mended = bytes(buffer[: blank.end()]).replace(b"\r\n", b"\n")
    if b"\r" in mended:
        raise DownstreamError(400, "bare CR")
    return blank.end(), mended.replace(b"\n", b"\r\n")


def refuse_hopeless(buffer: bytearray) -> None:
    """Answer at once what can become no request: another protocol, or an endless head."""
    if len(buffer) > MAX_HEAD:
        raise DownstreamError(431, "the header block is too large")
    if buffer and buffer[0] not in TOKEN and bytes(buffer) != b"\r":
        raise DownstreamError(400, "not an HTTP request")
    if buffer.count(b"\r", 0, -1) > buffer.count(b"\r\n"):
        raise DownstreamError(400, "bare CR")


def screen_request_line(head: bytes) -> bytes:
    end = head.index(b"\r\n")
    words = head[:end].split(b" ")
    if len(words) != 3 or words[2] not in (b"HTTP/1.1", b"HTTP/1.0"):
        raise DownstreamError(400, "malformed request line")
    target = words[1]
    if len(target) > MAX_TARGET:
        raise DownstreamError(414, "the request target is too long")
    if b"#" in target:
        target = target.partition(b"#")[0]
        head = b"%b %b %b%b" % (words[0], target, words[2], head[end:])
    if not is_target(target):
        raise DownstreamError(400, "malformed request target")
    return head


def screen_fields(head: bytes, strict: bool) -> Head:
    lower = head.lower()
    hosts = lower.count(b"\nhost:")
    if b"\ncontent-length:" in lower:
        check_lengths(lower)
    close = False
    if b"\ntransfer-encoding:" in lower:
        head, close = settle_coding(head, lower, strict)
    if hosts != 1:
        head = settle_host(head, hosts)
    return Head(head, close)


def check_lengths(lower: bytes) -> None:
    """RFC 9112 section 6.3: digits, and if repeated then equal."""
    lengths = set()
    for field in lower.split(b"\ncontent-length:")[1:]:
        value = field[: field.find(b"\r")].strip(b" \t")
        if not value.isdigit() or len(value) > MAX_DIGITS:  # isdigit() of bytes knows ASCII digits only
            raise DownstreamError(400, "malformed Content-Length")
        lengths.add(int(value))
    if len(lengths) > 1:
        raise DownstreamError(400, "differing Content-Length fields")
    if max(lengths) >= 1 << 64:
        raise DownstreamError(400, "Content-Length out of range")


def settle_coding(head: bytes, lower: bytes, strict: bool) -> tuple[bytes, bool]:
    """Leave one `Transfer-Encoding: chunked` and no Content-Length; also whether there was one.

    The last coding of the last line decides, as in 1.4.1; the codings before it stay applied to the content.
    """
    if lower[: lower.index(b"\r\n")].endswith(b"http/1.0"):
        raise DownstreamError(400, "Transfer-Encoding in HTTP/1.0")
    request_line, *fields = head[:-4].split(b"\r\n")
    codings, kept, sized = b"", [request_line], False
    for field in fields:
        name, _, value = field.partition(b":")
        name = name.lower()
        if name == b"transfer-encoding":
            codings = value
        elif name == b"content-length":
            sized = True
        else:
            kept.append(field)
    if codings.rpartition(b",")[2].strip(b" \t").lower() != b"chunked":
        raise DownstreamError(400, "Transfer-Encoding does not end in chunked")
    if sized and strict:
        raise DownstreamError(400, "both Content-Length and Transfer-Encoding")  # RFC 9112 section 6.1: smuggling
    kept.append(b"transfer-encoding: chunked\r\n\r\n")
    return b"\r\n".join(kept), sized


def settle_host(head: bytes, hosts: int) -> bytes:
    """The first Host line counts. Without one h11 is given an empty one: the handler decides about both alike."""
    if hosts == 0:
        return head[:-2] + b"host:\r\n\r\n"
    first, kept = True, []
    for line in head[:-4].split(b"\r\n"):
        if line[:5].lower() == b"host:":
            if not first:
                continue
            first = False
        kept.append(line)
    return b"\r\n".join(kept) + b"\r\n\r\n"


def take_response(buffer: bytearray) -> bytes | None:
    """Take one response head off the front of `buffer`, 1xx ones dropped; None while it is incomplete.

    Raises: UpstreamError for what is no HTTP/1 response, and for 101.
    """
    while True:
        if not b"HTTP/1.".startswith(bytes(buffer[:7])):
            raise UpstreamError("SendRequest", "invalid HTTP version parsed")
        end = buffer.find(b"\r\n\r\n") + 4
        if end < 4:
            blank = BLANK_LINE.search(buffer)
            if blank is None:
                if len(buffer) > MAX_HEAD:
                    raise UpstreamError("SendRequest", "message head is too large")
                return None
            end = blank.end()
        head = bytes(buffer[:end])
        del buffer[:end]
        if head[9:10] != b"1":
            return head
        if head[9:12] == b"101":
            raise UpstreamError("Upgrade", "the upstream switches protocols, which this gateway does not yet pass on")
