"""An upstream that records what reaches it and answers in bytes that the test chooses.

A thread per connection. What it answers is a function of the request: bytes, pieces of bytes (the connection closes
after them unless `more` says otherwise), or None to close without a word.
"""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

__all__ = ["Answer", "Seen", "Upstream", "chunked", "events", "reply", "upstream"]

PATIENCE = 5.0
"""Seconds that a test waits for something to be seen here before it fails."""


@dataclass
class Seen:
    """A request as it arrived, and what its connection does."""

    method: str
    target: str
    version: str
    headers: list[tuple[str, str]]
    body: bytes
    connection: int
    """Which connection it came over, counted from 0."""
    left: float | None = None
    """`time.monotonic()` when the other side was seen to leave before the end of the answer."""
    _sock: socket.socket | None = field(default=None, repr=False)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name)

    def wait_for_end(self, patience: float = PATIENCE) -> bool:
        """Until the other side leaves; False when it stays."""
        assert self._sock is not None
        poll = select.poll()
        poll.register(self._sock, getattr(select, "POLLRDHUP", select.POLLIN))
        if poll.poll(patience * 1000):
            self.left = time.monotonic()
            return True
        return False


Answer = Callable[[Seen], bytes | Iterable[bytes] | None]


def reply(status: int = 200, body: bytes | dict[str, Any] = b"", *headers: str, reason: str = "OK") -> bytes:
    """A whole answer with its length; JSON for a dict."""
    lines = list(headers)
    if isinstance(body, dict):
        body = json.dumps(body).encode()
        lines.append("content-type: application/json")
    lines.append(f"content-length: {len(body)}")
    return "\r\n".join([f"HTTP/1.1 {status} {reason}", *lines, "", ""]).encode() + body


def chunked(*headers: str) -> bytes:
    """The head of an answer in chunks."""
    return "\r\n".join(["HTTP/1.1 200 OK", *headers, "transfer-encoding: chunked", "", ""]).encode()


def events(*data: object, done: bool = True) -> bytes:
    """An event stream in one piece."""
    text = "".join(f"data: {json.dumps(each)}\n\n" for each in data) + ("data: [DONE]\n\n" if done else "")
    raw = text.encode()
    return chunked("content-type: text/event-stream") + b"%x\r\n%s\r\n0\r\n\r\n" % (len(raw), raw)


class Upstream:
    """Listens on loopback until `close`."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.seen: list[Seen] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept, name="upstream")]
        self._threads[0].start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        """How many were opened so far."""
        return len(self._threads) - 1

    @property
    def last(self) -> Seen:
        """The latest request, waited for."""
        return self.wait(1)[-1]

    def wait(self, count: int) -> list[Seen]:
        """All requests, once there are `count`."""
        deadline = time.monotonic() + PATIENCE
        while len(self.seen) < count:
            assert time.monotonic() < deadline, f"{len(self.seen)} of {count} requests reached the upstream"
            time.sleep(0.002)
        return self.seen

    def wait_until_closed(self) -> None:
        """Until every connection is closed here: before that a gateway may still take one for alive."""
        deadline = time.monotonic() + PATIENCE
        while self._open:
            assert time.monotonic() < deadline, "a connection stays open"
            time.sleep(0.002)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for sock in list(self._open):
            with _gone():
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(sock, len(self._threads) - 1), name="upstream")
            self._open.add(sock)
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket, number: int) -> None:
        with sock, sock.makefile("rb") as stream, _gone():
            while (seen := _read(stream, sock, number)) is not None:
                self.seen.append(seen)
                answer = self.answer(seen)
                if not isinstance(answer, bytes):
                    for piece in answer or ():
                        sock.sendall(piece)
                    break
                sock.sendall(answer)
        self._open.discard(sock)


@contextmanager
def _gone() -> Iterator[None]:
    """The other side may leave whenever it likes."""
    try:
        yield
    except OSError:
        pass


def _read(stream: BinaryIO, sock: socket.socket, number: int) -> Seen | None:
    line = stream.readline()
    if not line:
        return None
    method, target, version = line.decode("latin-1").split()
    headers = []
    while line := stream.readline().rstrip(b"\r\n"):
        name, _, value = line.decode("latin-1").partition(":")
        headers.append((name, value.strip(" ")))
    fields = {name.lower(): value for name, value in headers}
    if fields.get("transfer-encoding") == "chunked":
        body = b"".join(_chunks(stream))
    else:
        body = stream.read(int(fields.get("content-length", "0")))
    return Seen(method, target, version, headers, body, number, _sock=sock)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while size := int(stream.readline(), 16):
        yield stream.read(size)
        stream.readline()
    stream.readline()


EMPTY = reply()


@contextmanager
def upstream(answer: Answer | bytes = EMPTY) -> Iterator[Upstream]:
    """One that is closed at the end; bytes are its answer to everything."""
    server = Upstream(answer if callable(answer) else lambda seen: answer)
    try:
        yield server
    finally:
        server.close()
