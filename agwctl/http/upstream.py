"""An upstream's answer whose head has been read, and the connection that it comes over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from agwctl.http.failure import BodyTooLarge, UpstreamError, os_cause
from agwctl.http.framing import Framing, FramingError, LengthFraming
from agwctl.http.message import Hangup, Headers
from agwctl.http.screen import take_response
from agwctl.http.stream import SocketStream

if TYPE_CHECKING:
    from agwctl.http.connection import ResponseHead
    from agwctl.http.dial import Origin
    from agwctl.http.pool import Pool

__all__ = ["Link", "RelayedBody", "Upstream"]

HEAD_SIZE = 16_384
READ_SIZE = 65_536


class Link:
    """A connection to an origin."""

    __slots__ = ("buffer", "idle_since", "origin", "peer", "stream")

    def __init__(self, origin: Origin, stream: SocketStream) -> None:
        self.origin = origin
        self.stream = stream
        self.peer = stream.peer()
        self.buffer = bytearray()
        """Read ahead: of the answer whose head is parsed, nothing between answers."""
        self.idle_since = 0.0

    def receive(self, hangup: Hangup | None, deadline: float | None) -> bytes:
        """Wait for the head of a final answer. Raises: UpstreamError, DeadlineExceeded, ClientGone."""
        while True:
            try:
                data = self.stream.read(HEAD_SIZE, deadline=deadline, hangup=hangup)
            except OSError as error:
                raise UpstreamError("SendRequest", f"connection error: {os_cause(error)}") from None
            if not data:
                raise UpstreamError("SendRequest", "connection closed before message completed")
            self.buffer += data
            head = take_response(self.buffer)
            if head is not None:
                return head

    def close(self) -> None:
        self.stream.close()


class Upstream:
    """A response to be read once, by exactly one of `read`, `iterate` and `handover`; or closed."""

    __slots__ = (
        "_hangup",
        "_link",
        "_peer",
        "_pool",
        "_reusable",
        "deadline",
        "framing",
        "headers",
        "reason",
        "status",
        "version",
    )

    def __init__(self, pool: Pool, link: Link, head: ResponseHead, *, reusable: bool, hangup: Hangup | None) -> None:
        self.status = head.status
        self.reason = head.reason
        self.headers: Headers = head.headers
        self.version = head.version
        self.framing: Framing = head.framing
        self._pool = pool
        self._peer = link.peer
        self._link: Link | None = link
        self._reusable = reusable and head.keep_alive
        self._hangup = hangup
        self.deadline: float | None = None
        if head.framing.done:
            self.release()

    @property
    def peer(self) -> str:
        """`host:port` of the machine that answered."""
        return self._peer

    def read(self, limit: int | None = None, *, hangup: Hangup | None = None, deadline: float | None = None) -> bytes:
        """The whole body. Raises: BodyTooLarge, UpstreamError, DeadlineExceeded, ClientGone; it is closed then."""
        if hangup is not None:
            self._hangup = hangup
        self.deadline = deadline
        pieces: list[bytes] = []
        size = 0
        for piece in self.iterate():
            size += len(piece)
            if limit is not None and size > limit:
                self.close()
                raise BodyTooLarge(limit)
            pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def iterate(self) -> Iterator[bytes]:
        """The content as it comes; waiting for more ends when the client leaves."""
        try:
            while not self.framing.done:
                content = self._feed()
                if content:
                    yield content
            self.release()
        finally:
            self.close()

    def handover(self, *, event_stream: bool = False) -> RelayedBody:
        """The rest of it, as a response body for the relay thread.

        `event_stream`: a body that ends inside a server-sent event is cut, so that the client sees that it is short.
        """
        return RelayedBody(self, event_stream)

    @property
    def stream(self) -> SocketStream | None:
        """What the rest of it comes over; None when there is no rest."""
        return None if self._link is None else self._link.stream

    def close(self) -> None:
        """End it here; the connection is closed unless the body has been read."""
        link, self._link = self._link, None
        if link is not None:
            link.close()

    def release(self) -> None:
        """Give the connection back to the pool: the body is over."""
        link, self._link = self._link, None
        if link is None:
            return
        if self._reusable and not link.buffer and not self.framing.surplus:
            self._pool.put(link)
        else:
            link.close()

    def take_whole(self) -> bytes | None:
        """The body if it came along with the head, as short ones do; None otherwise."""
        link, framing = self._link, self.framing
        if link is None or not isinstance(framing, LengthFraming) or len(link.buffer) != framing.remaining:
            return None
        content = framing.feed(self.take_buffered()).content
        self.release()
        return content

    def take_buffered(self) -> bytes:
        link = self._link
        if link is None or not link.buffer:
            return b""
        data = bytes(link.buffer)
        link.buffer.clear()
        return data

    def _feed(self) -> bytes:
        link = self._link
        if link is None:
            raise UpstreamError("Response", "the body has been closed")
        try:
            data = self.take_buffered() or link.stream.read(READ_SIZE, deadline=self.deadline, hangup=self._hangup)
            if not data:
                if self.framing.ends_at_eof():
                    return b""
                raise UpstreamError("Response", "connection closed before message completed")
            return self.framing.feed(data).content
        except OSError as error:
            raise UpstreamError("Response", os_cause(error)) from None
        except FramingError as error:
            raise UpstreamError("Response", str(error)) from None


class RelayedBody:
    """A response body for the relay thread: the `Handover` that `Upstream.handover` makes."""

    __slots__ = ("event_stream", "upstream")

    def __init__(self, upstream: Upstream, event_stream: bool) -> None:
        self.upstream = upstream
        self.event_stream = event_stream

    @property
    def framing(self) -> Framing:
        return self.upstream.framing

    def abandon(self) -> None:
        self.upstream.close()
