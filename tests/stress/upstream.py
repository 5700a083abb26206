"""A model server that records each exchange: when it came, what was sent, and when its client was seen to leave.

One thread over a selector owns every connection and writes the records; tests read them. What a request gets is named
by its `model`, and the record is kept under its `user`:
`paced` an event stream of `chunks` events, `rate` a second from its arrival · `flood` one as fast as it is taken ·
`silent` nothing, as a model still thinking · `buffered` half of a JSON answer, then nothing · else a small answer.
"""

from __future__ import annotations

import heapq
import json
import re
import selectors
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.upstream import ANSWER, EVENT, LENGTH, STREAM_HEAD

FLOOD_BYTES = 256 * 2**20
"""What a `flood` offers at most."""
FLOOD_CHUNK = b"2000\r\n" + b"data: " + b"x" * (0x2000 - 8) + b"\n\n\r\n"
LAST_EVENT = b"data: [DONE]\n\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


@dataclass
class Exchange:
    """One request and what became of it; times are `time.monotonic()`."""

    sock: socket.socket
    arrived: float
    content: bytearray = field(default_factory=bytearray)
    """The events of a `paced` stream sent so far, without framing."""
    events: int = 0
    sent: int = 0
    """Bytes that a `flood` could send."""
    complete: bool = False
    left: float | None = None
    """When the other side was seen to close before the end."""


class Upstream:
    """Listens on loopback; see `recording`."""

    def __init__(self, chunks: int, rate: float) -> None:
        self.exchanges: dict[str, Exchange] = {}
        self._chunks, self._interval = chunks, 1 / rate
        self._due: list[tuple[float, str]] = []
        self._selector = selectors.DefaultSelector()
        self._open: dict[socket.socket, str | None] = {}
        """Each connection and the exchange that it is in."""
        self._received: dict[socket.socket, bytes] = {}
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self._wake, self._waker = socket.socketpair()
        for sock in (self._listener, self._wake):
            sock.setblocking(False)
            self._selector.register(sock, selectors.EVENT_READ)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, name="recording-upstream")

    def unfinished(self) -> list[str]:
        """The exchanges that are neither complete nor left."""
        return [name for name, each in self.exchanges.items() if not each.complete and each.left is None]

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._waker.close()
        self._thread.join()
        self._selector.close()
        for sock in (*self._open, self._listener, self._wake):
            sock.close()

    def _run(self) -> None:
        while True:
            timeout = max(0.0, self._due[0][0] - time.monotonic()) if self._due else None
            for key, events in self._selector.select(timeout):
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                if sock is self._wake:
                    return
                if sock is self._listener:
                    self._accept()
                elif events & selectors.EVENT_READ:
                    self._receive(sock)
                else:
                    self._flood(sock)
            while self._due and self._due[0][0] <= time.monotonic():
                self._speak(*heapq.heappop(self._due))

    def _accept(self) -> None:
        sock, _ = self._listener.accept()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open[sock], self._received[sock] = None, b""
        self._selector.register(sock, selectors.EVENT_READ)

    def _receive(self, sock: socket.socket) -> None:
        try:
            data = sock.recv(65536)
        except OSError:
            data = b""
        if not data:
            return self._forget(sock)
        self._received[sock] += data
        head, end, body = self._received[sock].partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if end and len(body) >= int(length[1] if length else 0):
            self._received[sock] = b""
            self._answer(sock, json.loads(body))
        return None

    def _answer(self, sock: socket.socket, request: dict[str, str]) -> None:
        name = request["user"]
        exchange = self.exchanges[name] = Exchange(sock, time.monotonic())
        self._open[sock] = name
        match request["model"]:
            case "paced":
                self._send(sock, STREAM_HEAD)
                heapq.heappush(self._due, (exchange.arrived, name))
            case "flood":
                self._send(sock, STREAM_HEAD)
                self._selector.modify(sock, selectors.EVENT_READ | selectors.EVENT_WRITE)
            case "silent":
                pass
            case "buffered":
                self._send(sock, re.sub(rb"Content-Length: \d+", b"Content-Length: 5000", ANSWER))
            case _:
                self._send(sock, ANSWER)
                self._finish(sock)

    def _speak(self, due: float, name: str) -> None:
        exchange = self.exchanges[name]
        if exchange.left is not None:
            return
        event = EVENT % (exchange.events, time.monotonic_ns())
        exchange.events += 1
        if exchange.events < self._chunks:
            exchange.content += event
            self._send(exchange.sock, chunk(event))
            heapq.heappush(self._due, (due + self._interval, name))
        else:
            exchange.content += event + LAST_EVENT
            self._send(exchange.sock, chunk(event) + chunk(LAST_EVENT) + b"0\r\n\r\n")
            self._finish(exchange.sock)

    def _flood(self, sock: socket.socket) -> None:
        """Offer more; what does not fit now waits for the socket."""
        exchange = self.exchanges[self._open[sock] or ""]
        offset = exchange.sent % len(FLOOD_CHUNK)
        try:
            exchange.sent += sock.send(FLOOD_CHUNK[offset:])
        except BlockingIOError:
            return
        except OSError:
            return self._forget(sock)
        if exchange.sent > FLOOD_BYTES:
            self._selector.modify(sock, selectors.EVENT_READ)
        return

    def _send(self, sock: socket.socket, data: bytes) -> None:
        """Whole, for it is far less than a socket holds; a failure is noticed by the read that follows."""
        try:
            whole = sock.send(data) == len(data)
        except OSError:
            return
        assert whole

    def _finish(self, sock: socket.socket) -> None:
        self.exchanges[self._open[sock] or ""].complete = True
        self._open[sock] = None

    def _forget(self, sock: socket.socket) -> None:
        name = self._open.pop(sock)
        if name is not None:
            self.exchanges[name].left = time.monotonic()
        del self._received[sock]
        self._selector.unregister(sock)
        sock.close()


@contextmanager
def recording(*, chunks: int = 10**6, rate: float = 10.0) -> Iterator[Upstream]:
    """A started one, stopped at the end with every connection closed."""
    upstream = Upstream(chunks, rate)
    upstream.start()
    try:
        yield upstream
    finally:
        upstream.stop()
