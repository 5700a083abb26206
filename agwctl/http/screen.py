"""The look at a request's head before h11 parses it: refuse what h11 lets through, settle what it would refuse.

Which is which has been recorded from agentgateway 1.4.1. What is left for h11 is one head in the strictest form: CRLF
line ends, one Host line, at most one of Content-Length and Transfer-Encoding.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from agwctl.http.failure import DownstreamError
from agwctl.http.target import MAX_TARGET, is_target

__all__ = ["MAX_HEAD", "Head", "screen"]

MAX_HEAD = 450_000
"""Bytes from the request line to the blank line."""

BLANK_LINE = re.compile(rb"\n\r?\n")
# All bytes but the control characters that no part of a head may hold.
SAFE = bytes(byte for byte in range(256) if byte >= 0x20 and byte != 0x7F) + b"\t\r\n"
TOKEN = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Head(NamedTuple):
    """A screened head, ready for h11."""

    data: bytes
    close: bool = False
    """Its framing was ambiguous: whatever follows on this connection is not to be trusted."""


def screen(buffer: bytearray, *, max_headers: int = 100, strict: bool = False) -> Head | None:
    """Take one request head off the front of `buffer`; None while it is incomplete.

    Raises: DownstreamError with the status that 1.4.1 answers.
    """
    if buffer.startswith((b"\r", b"\n")):
        drop_empty_lines(buffer, strict)
    end = head_end(buffer, strict)
    if end < 0:
        refuse_hopeless(buffer)
        return None
    head = bytes(buffer[:end])
    del buffer[:end]
    lines = head.count(b"\n")
    if lines - 2 > max_headers:
        raise DownstreamError(431, f"more than {max_headers} header fields")
    if end > MAX_HEAD:
        raise DownstreamError(431, "the header block is too large")
    if head.translate(None, SAFE):
        raise DownstreamError(400, "control character in the head")
    if not head.count(b"\r\n") == lines == head.count(b"\r"):
        head = mend_line_ends(head, strict)
    if b"\n " in head or b"\n\t" in head:
        raise DownstreamError(400, "folded header line")  # RFC 9112 section 5.2
    return screen_fields(screen_request_line(head), strict)


def drop_empty_lines(buffer: bytearray, strict: bool) -> None:
    """Empty lines before a request line are passed over (RFC 9112 section 2.2)."""
    while buffer[:2] == b"\r\n":
        del buffer[:2]
    while not strict and buffer[:1] == b"\n":
        del buffer[:1]
        drop_empty_lines(buffer, strict)


def head_end(buffer: bytearray, strict: bool) -> int:
    """The index behind the blank line, or -1."""
    end = buffer.find(b"\r\n\r\n")
    if end >= 0 and buffer.count(b"\n", 0, end) == buffer.count(b"\r\n", 0, end):
        return end + 4
    if strict:
        if buffer.count(b"\n") > buffer.count(b"\r\n"):
            raise DownstreamError(400, "bare LF as a line end")
        return -1
    blank = BLANK_LINE.search(buffer)
    return blank.end() if blank else -1


def refuse_hopeless(buffer: bytearray) -> None:
    """Answer at once what can become no request: another protocol, or an endless head."""
    if len(buffer) > MAX_HEAD:
        raise DownstreamError(431, "the header block is too large")
    if buffer and buffer[0] not in TOKEN and bytes(buffer) != b"\r":
        raise DownstreamError(400, "not an HTTP request")
    if buffer.count(b"\r", 0, -1) > buffer.count(b"\r\n"):
        raise DownstreamError(400, "bare CR")


def mend_line_ends(head: bytes, strict: bool) -> bytes:
    if strict:
        raise DownstreamError(400, "bare LF as a line end")
    mended = head.replace(b"\r\n", b"\n")
    if b"\r" in mended:
        raise DownstreamError(400, "bare CR")
    return mended.replace(b"\n", b"\r\n")


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
    values = {part.partition(b"\r")[0].strip(b" \t") for part in lower.split(b"\ncontent-length:")[1:]}
    # isdigit() of bytes knows ASCII digits only. 2**64 is where the reference stops.
    if not all(value.isdigit() and len(value) <= 20 and int(value) < 1 << 64 for value in values):
        raise DownstreamError(400, "malformed Content-Length")
    if len(set(map(int, values))) > 1:
        raise DownstreamError(400, "differing Content-Length fields")


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
