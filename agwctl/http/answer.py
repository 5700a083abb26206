"""A handler's response on its way out: how it is framed, and the sending of what a worker sends itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from agwctl.http.connection import http_date, response_bytes
from agwctl.http.failure import ClientGone, DeadlineExceeded, UpstreamError
from agwctl.http.framing import LAST_CHUNK, LengthFraming, chunk
from agwctl.http.message import Headers, Outcome, Request, Response
from agwctl.http.stream import Stream
from agwctl.http.upstream import RelayedBody

__all__ = ["Answer", "refusal"]

OVERHEAD = frozenset([b"connection", b"transfer-encoding"])
_SPELT_BY_GO = {b"connection": b"Connection", b"transfer-encoding": b"Transfer-Encoding"}


class Answer:
    """One response to one request; `outcome` is filled while it is sent, and told by `finish` in any case."""

    __slots__ = ("_items", "_length_at", "chunked", "head", "keep_alive", "length", "outcome", "request", "response")

    def __init__(self, request: Request, response: Response, *, keep_alive: bool) -> None:
        self.request = request
        self.response = response
        self.keep_alive = keep_alive
        self.chunked = False
        """The body goes out in chunks."""
        self.length: int | None = None
        """Bytes that the body has; None when chunks or the connection's end delimit it."""
        self.outcome = Outcome(complete=False)
        self._items: list[tuple[bytes, bytes]] = []
        self._length_at = -1
        self.head = self._frame()

    @property
    def bodyless(self) -> bool:
        return self.request.method == b"HEAD" or self.response.status in (204, 304)

    def send(self, stream: Stream, pieces: Iterator[bytes], patience: float) -> bool:
        """Write the head and `pieces` as they come; False when they broke off. Raises: ClientGone."""
        try:
            stream.write(self.head, patience=patience)
            if not self.bodyless:
                self._send_pieces(stream, pieces, patience)
            self.outcome.complete = self.outcome.error is None
        except (OSError, DeadlineExceeded, ClientGone):
            self.outcome.client_gone = True
            raise ClientGone from None
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()
        return self.outcome.complete

    def finish(self) -> None:
        """Tell whoever made the response how it ended."""
        on_end = self.response.on_end
        if on_end is None:
            return
        try:
            on_end(self.outcome)
        except Exception:
            sys.excepthook(*sys.exc_info())  # a log or a count failed; the connection is fine

    def _send_pieces(self, stream: Stream, pieces: Iterator[bytes], patience: float) -> None:
        for piece in self._pieces(pieces):
            if stream.gone():
                raise ClientGone
            stream.write(chunk(piece) if self.chunked else piece, patience=patience)
        if self.chunked and self.outcome.error is None:
            stream.write(LAST_CHUNK, patience=patience)

    def _pieces(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces up to the announced length; what goes wrong with them ends up in `outcome.error`."""
        outcome = self.outcome
        try:
            for piece in pieces:
                if not piece:
                    continue
                if outcome.first_byte is None:
                    outcome.first_byte = time.monotonic()
                outcome.body_bytes += len(piece)
                if self.length is not None and outcome.body_bytes > self.length:
                    outcome.error = f"the body is longer than the {self.length} bytes announced"
                    return
                yield piece
        except (ClientGone, GeneratorExit):
            raise
        except (UpstreamError, DeadlineExceeded) as error:
            outcome.error = str(error)
        except Exception as error:
            outcome.error = f"{type(error).__name__}: {error}"
            sys.excepthook(*sys.exc_info())  # a bug in what makes the body; the client sees it end short
        if self.length is not None and outcome.body_bytes < self.length and outcome.error is None:
            outcome.error = f"the body ended after {outcome.body_bytes} of {self.length} bytes"

    def _frame(self) -> bytes:
        request, response = self.request, self.response
        dated = self._read_fields()
        old = b"1.0" in (request.version, response.version)
        body = response.body
        if isinstance(body, bytes):
            self._frame_bytes(body)
        elif not self.bodyless:
            if not self._keeps_length(body):
                self._set_length(None)
                self.chunked = not old
                self.keep_alive = self.keep_alive and not old
        elif response.status == 204:
            self._set_length(None)
        if response.version == b"1.0" != request.version:
            self.keep_alive = False
        if not self.keep_alive:
            if request.version != b"1.0":
                self._items.append((b"connection", b"close"))
        elif request.version == b"1.0":
            self._items.append((b"connection", b"keep-alive"))
        if self.chunked:
            self._items.append((b"transfer-encoding", b"chunked"))
        if response.exact:
            self._items = [(_SPELT_BY_GO.get(name, name), value) for name, value in self._items]
        elif not dated:
            self._items.append((b"date", http_date()))
        version = b"1.0" if old else b"1.1"
        return response_bytes(response.status, Headers(self._items), reason=response.reason, version=version)

    def _read_fields(self) -> bool:
        """Take over the response's fields except for those of framing; whether Date is among them."""
        dated = False
        items = self._items
        for item in self.response.headers.items:
            name = item[0].lower()
            if name in OVERHEAD and not self._stays(name, item[1]):
                continue
            if name == b"content-length":
                self._length_at = len(items)
            elif name == b"date":
                dated = True
            items.append(item)
        return dated

    def _stays(self, name: bytes, value: bytes) -> bool:
        """Whether a field of framing goes out as the response has it; `close` is heeded in any case."""
        if name == b"connection" and b"close" in value.lower():
            self.keep_alive = False
        exact = self.response.exact and self.request.version != b"1.0"
        return exact and self.keep_alive and name == b"connection"

    def _frame_bytes(self, body: bytes) -> None:
        response = self.response
        if response.status == 204:
            self._set_length(None)
        elif response.exact and response.close and self._length_at < 0:
            self.length = None  # the connection's end delimits it
        elif not self.bodyless or (body and self._length_at < 0):
            self._set_length(len(body))

    def _keeps_length(self, body: object) -> bool:
        """Whether the Content-Length among the fields is that of the body to come."""
        if self._length_at < 0:
            return False
        value = self._items[self._length_at][1]
        if not value.isdigit():
            return False
        self.length = int(value)
        if isinstance(body, RelayedBody):
            return isinstance(body.framing, LengthFraming) and body.framing.remaining == self.length
        return True

    def _set_length(self, length: int | None) -> None:
        if length is not None:
            self.length = length
        if self._length_at < 0:
            if length is not None:
                self._items.append((b"content-length", b"%d" % length))
        elif length is None:
            del self._items[self._length_at]
            self._length_at = -1
        else:
            self._items[self._length_at] = (self._items[self._length_at][0], b"%d" % length)


def refusal(status: int) -> bytes:
    """The reply to what is no acceptable request."""
    fields = [(b"connection", b"close"), (b"content-length", b"0"), (b"date", http_date())]
    return response_bytes(status, Headers(fields))
