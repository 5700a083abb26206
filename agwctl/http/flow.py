"""One response on its way from an upstream to a client: what goes out for what comes in, and how it ends.

A worker begins a flow, the relay goes on with it, a worker ends it; nothing here waits.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from agwctl.http.answer import Answer
from agwctl.http.failure import os_cause
from agwctl.http.framing import LAST_CHUNK, ChunkedFraming, Framing, FramingError, LengthFraming, chunk
from agwctl.http.sse import ends_inside_event
from agwctl.http.upload import StreamUpload
from agwctl.http.upstream import RelayedBody

if TYPE_CHECKING:
    from agwctl.http.downstream import Downstream

__all__ = ["TAIL", "Flow"]

STREAM_READ = 4096
"""Bytes: an event is smaller, and larger readings keep more memory per stream."""
BULK_READ = 65_536
TAIL = 8192
"""Bytes of a body's end that are kept."""


class Flow:
    """The state of one relayed response."""

    __slots__ = (
        "_chunked",
        "_event_stream",
        "_framing",
        "_outcome",
        "_raw",
        "_read_size",
        "_receive",
        "_send",
        "_tail",
        "_upstream",
        "answer",
        "client_fd",
        "downstream",
        "failed",
        "moved",
        "pending",
        "upload",
        "upstream_fd",
    )

    def __init__(self, downstream: Downstream, answer: Answer, upload: StreamUpload, body: RelayedBody | None) -> None:
        """Without a `body` there is only `pending` to send."""
        self.downstream = downstream
        self.answer = answer
        self.upload = upload
        self.client_fd = downstream.stream.fileno()
        self.upstream_fd = -1
        self.pending: bytes | memoryview = b""
        """What the client has not taken yet; meanwhile nothing is to be read from the upstream."""
        self.moved = 0.0
        """When it last took something, while there is something pending."""
        self.failed = False
        """It is over before its end: the client left, or the upstream broke off."""
        self._send = downstream.stream.sock.send
        self._outcome = answer.outcome
        self._tail = bytearray()
        self._read_size = STREAM_READ
        self._chunked = answer.chunked
        self._upstream = None
        self._event_stream = False
        self._framing: Framing = LengthFraming(0)
        if body is not None:
            self._upstream = body.upstream
            self._event_stream = body.event_stream
            self._framing = body.framing
            stream = body.upstream.stream
            if stream is not None:
                self.upstream_fd = stream.fileno()
                self._receive = stream.sock.recv
        # Bytes go through untouched where both sides frame alike; otherwise content is framed anew.
        self._raw = self._chunked == isinstance(self._framing, ChunkedFraming)

    @property
    def done(self) -> bool:
        """The upstream has said all, or all that will be listened to; only what is pending is left to send."""
        return self._framing.done

    @property
    def short(self) -> bool:
        """The rest is known to be little, so that it should be here soon."""
        framing = self._framing
        idle = not (self.failed or self.pending or framing.done)
        return idle and isinstance(framing, LengthFraming) and framing.remaining <= BULK_READ

    def begin(self) -> None:
        """Send the head with what came along with the upstream's."""
        head = self.answer.head
        if self._upstream is None or self._framing.done:
            self._transmit(head + self._ending())
            return
        data = self._upstream.take_buffered()
        self._transmit(head + self._take(data) if data else head)

    def conclude(self) -> None:
        """What is left for a worker to do."""
        self.downstream.resume(self)

    def advance(self) -> None:
        """Pass one reading on; look at `failed`, `pending` and `done` afterwards."""
        try:
            data = self._receive(self._read_size)
        except BlockingIOError:
            return
        except OSError as error:
            self.fail(os_cause(error))
            return
        self._read_size = STREAM_READ if len(data) < STREAM_READ else BULK_READ
        out = self._take(data)
        if out:
            self._transmit(out)

    def flush(self) -> None:
        """Send what is pending, as far as the client takes it."""
        before = len(self.pending)
        self._transmit(self.pending)
        if len(self.pending) < before:
            self.moved = time.monotonic()

    def fail(self, error: str | None, *, client_gone: bool = False) -> None:
        self.failed = True
        self._outcome.error = self._outcome.error or error
        self._outcome.client_gone = client_gone

    def release(self) -> None:
        """The upstream's part is over: its connection goes back to the pool, or is closed when it is in no state to."""
        upstream, self._upstream = self._upstream, None
        if upstream is None:
            return
        if self._framing.done:
            upstream.release()
        else:
            upstream.close()

    def settle(self) -> None:
        """Fill in how it ended; nothing more is sent."""
        outcome = self._outcome
        outcome.complete = not self.failed and outcome.error is None
        if self._tail:
            outcome.tail = bytes(self._tail[-TAIL:])

    def _take(self, data: bytes) -> bytes:
        """What to send for what was received; nothing received is the upstream's end."""
        framing = self._framing
        if not data:
            if framing.ends_at_eof():
                return self._ending()
            self.fail("connection closed before message completed")
            return b""
        try:
            raw, content = framing.feed(data)
        except FramingError as error:
            self.fail(str(error))
            return b""
        if content:
            outcome = self._outcome
            if outcome.first_byte is None:
                outcome.first_byte = time.monotonic()
            outcome.body_bytes += len(content)
            tail = self._tail
            tail += content
            if len(tail) > 2 * TAIL:
                del tail[:-TAIL]
        if not self._raw:
            raw = chunk(content) if self._chunked and content else content
        return raw + self._ending() if framing.done else raw

    def _ending(self) -> bytes:
        if self._event_stream and ends_inside_event(bytes(self._tail)):
            self._outcome.error = "the stream ended inside an event"
            return b""
        if not self._chunked:
            return b""
        framing = self._framing
        if isinstance(framing, ChunkedFraming) and framing.trailers and self._client_takes_trailers():
            return b"0\r\n%b\r\n" % framing.trailers
        return LAST_CHUNK

    def _client_takes_trailers(self) -> bool:
        return b"trailers" in (self.answer.request.headers.get(b"te") or b"").lower()

    def _transmit(self, data: bytes | memoryview) -> None:
        try:
            sent = self._send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.fail(None, client_gone=True)
            return
        # A view: what is left of a large reply is not copied with every sending.
        self.pending = memoryview(data)[sent:] if sent < len(data) else b""
