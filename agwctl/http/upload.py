"""A request's body, read from the client when somebody asks for it."""

from __future__ import annotations

import time

from agwctl.http.failure import BodyBroken, ClientGone, DeadlineExceeded, DownstreamError
from agwctl.http.framing import Framing, FramingError, LengthFraming
from agwctl.http.message import Upload
from agwctl.http.stream import Stream

__all__ = ["StreamUpload"]

READ_SIZE = 65_536
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
SKIPPED = 65_536
"""Bytes of an unread body that are worth reading to keep a connection."""


class StreamUpload(Upload):
    """What is left of one message on a connection; `buffer` holds bytes read ahead and gets back what follows it."""

    __slots__ = ("_buffer", "_expects_continue", "_framing", "_patience", "_stream", "_strict", "broken", "deadline")

    def __init__(
        self,
        stream: Stream,
        buffer: bytearray,
        framing: Framing,
        *,
        expects_continue: bool,
        patience: float,
        strict: bool,
    ) -> None:
        self.deadline: float | None = None
        self.broken = False
        """Its framing is broken: nothing more can be read from this connection."""
        self._stream = stream
        self._buffer = buffer
        self._framing = framing
        self._expects_continue = expects_continue
        self._patience = patience
        self._strict = strict

    @property
    def done(self) -> bool:
        return self._framing.done

    def __next__(self) -> bytes:
        while not self._framing.done:
            if self._expects_continue:
                self._expects_continue = False
                self._say_continue()
            content = self._feed(self._take() or self._read())
            if content:
                return content
        raise StopIteration

    def skip(self, patience: float) -> bool:
        """Read what nobody wanted, for `patience` seconds (0: what is there); whether the connection can go on."""
        if self._expects_continue or self.broken:
            return self._framing.done
        deadline = time.monotonic() + patience
        skipped = 0
        try:
            while not self._framing.done:
                data = self._take() or self._stream.read_ready(READ_SIZE)
                if data is None and self._stream.readable(max(0.0, deadline - time.monotonic())):
                    data = self._stream.read_ready(READ_SIZE)
                skipped += len(data or b"")
                if not data or skipped > SKIPPED:
                    return False
                self._feed(data)
        except (OSError, DownstreamError, BodyBroken):
            return False
        return True

    def worth_skipping(self) -> bool:
        """Whether the rest is known to be short and not held back by the client."""
        framing = self._framing
        return not self._expects_continue and isinstance(framing, LengthFraming) and framing.remaining <= SKIPPED

    def _say_continue(self) -> None:
        try:
            self._stream.write(CONTINUE, patience=self._patience)
        except (OSError, DeadlineExceeded):
            raise ClientGone from None

    def _take(self) -> bytes:
        data = bytes(self._buffer)
        self._buffer.clear()
        return data

    def _read(self) -> bytes:
        limit = time.monotonic() + self._patience
        try:
            data = self._stream.read(READ_SIZE, deadline=limit if self.deadline is None else min(limit, self.deadline))
        except OSError:
            raise ClientGone from None
        except DeadlineExceeded:
            if self.deadline is not None and self.deadline <= limit:
                raise
            raise DownstreamError(408, "the request body stopped coming") from None
        if not data:
            raise ClientGone
        return data

    def _feed(self, data: bytes) -> bytes:
        try:
            content = self._framing.feed(data).content
        except FramingError as error:
            self.broken = True
            if self._strict:
                raise DownstreamError(400, str(error)) from None
            raise BodyBroken from None
        if self._framing.done:
            self._buffer += self._framing.surplus
        return content
