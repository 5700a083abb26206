"""A request on its way to an upstream: framed, written, and how far that got."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.http.connection import request_bytes
from agwctl.http.dial import Origin
from agwctl.http.failure import BodyBroken, BodyTooLarge, UpstreamError, os_cause
from agwctl.http.framing import LAST_CHUNK, chunk
from agwctl.http.message import Hangup, Headers, Upload
from agwctl.http.stream import Stream

__all__ = ["NotSent", "Outgoing"]

NONE: Iterator[bytes] = iter(())
FOR_OLD_PEERS = 64 << 20
"""Bytes of a body without a length that are collected for an HTTP/1.0 upstream, which takes no chunks."""


class NotSent(Exception):
    """The peer did not take the request whole; it may be sent again elsewhere."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Outgoing:
    """The bytes of one request. The first piece of its body is read at once, before anybody is connected to.

    So the upstream sees nothing of a request whose body is refused from the start.
    """

    __slots__ = ("_chunked", "_deadline", "_first", "_left", "_rest")

    def __init__(
        self,
        origin: Origin,
        method: bytes,
        target: bytes,
        headers: Headers,
        body: bytes | Iterator[bytes],
        content_length: int | None,
        deadline: float | None,
    ) -> None:
        self._deadline = deadline
        if deadline is not None and isinstance(body, Upload):
            body.deadline = deadline
        if not isinstance(body, bytes) and content_length is None and origin.version == b"1.0":
            body = collect(body)
        self._chunked = not isinstance(body, bytes) and content_length is None
        if isinstance(body, bytes):
            self._rest, content, content_length = NONE, body, len(body)
        else:
            self._rest, content = body, self._next(body)
        self._left = -1 if content_length is None else content_length
        settled = settle_framing(headers, content_length)
        self._first = request_bytes(method, target, settled, origin.version) + self._framed(content)
        if self._chunked and isinstance(body, Upload) and ended(body):
            self._first += LAST_CHUNK
            self._rest = NONE
            self._chunked = False

    def send(self, stream: Stream, hangup: Hangup | None) -> bool:
        """Write it; False when the peer began to answer before it had all.

        Raises: NotSent while nothing of the body is lost, UpstreamError after that, DeadlineExceeded, ClientGone.
        """
        try:
            if not self._write(stream, self._first, hangup):
                return False
        except OSError as error:
            raise NotSent(os_cause(error)) from None
        if self._rest is NONE:
            return True
        return self._send_rest(stream, hangup)

    def _send_rest(self, stream: Stream, hangup: Hangup | None) -> bool:
        rest, self._rest = self._rest, NONE
        try:
            while content := self._next(rest):
                if not self._write(stream, self._framed(content), hangup) or stream.readable(0):
                    return False
            if self._left > 0:
                raise UpstreamError("SendRequest", f"the request body is {self._left} bytes short")
            return not self._chunked or self._write(stream, LAST_CHUNK, hangup)
        except OSError as error:
            if stream.readable(0):
                return False  # an upstream may answer and close without reading on; that answer is wanted
            raise UpstreamError("SendRequest", os_cause(error)) from None

    def _write(self, stream: Stream, data: bytes, hangup: Hangup | None) -> bool:
        return stream.write(data, deadline=self._deadline, hangup=hangup, until_input=True) == len(data)

    def _next(self, body: Iterator[bytes]) -> bytes:
        """The next piece that is not empty, or nothing at its end."""
        try:
            for content in body:
                if content:
                    return content
        except BodyBroken as error:
            raise UpstreamError("SendRequest", f"error from user's Body stream: {error.cause}") from None
        return b""

    def _framed(self, content: bytes) -> bytes:
        if self._chunked:
            return chunk(content) if content else b""
        self._left -= len(content)
        if self._left < 0:
            raise UpstreamError("SendRequest", "the request body is longer than announced")
        return content


def settle_framing(headers: Headers, length: int | None) -> Headers:
    """The fields with Content-Length (kept as spelt when it is right) or Transfer-Encoding for that length."""
    items: list[tuple[bytes, bytes]] = []
    announced = False
    for item in headers.items:
        name = item[0].lower()
        if name == b"transfer-encoding":
            continue
        if name == b"content-length":
            if length is None or announced:
                continue
            announced = True
            if int(item[1]) != length:
                item = (item[0], b"%d" % length)
        items.append(item)
    if length is None:
        items.append((b"transfer-encoding", b"chunked"))
    elif length and not announced:
        items.append((b"content-length", b"%d" % length))
    return Headers(items)


def ended(body: Upload) -> bool:
    return bool(getattr(body, "done", False))


def collect(body: Iterator[bytes]) -> bytes:
    collected = bytearray()
    for piece in body:
        collected += piece
        if len(collected) > FOR_OLD_PEERS:
            raise BodyTooLarge(FOR_OLD_PEERS)
    return bytes(collected)
