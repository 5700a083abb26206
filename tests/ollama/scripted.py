"""A server on a real socket that says exactly what it is told to, byte for byte, well-formed or not."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from agwctl.ollama.address import Address

__all__ = ["Request", "Scripted", "Slow", "cut", "hang", "reply", "scripted"]

TLS = b"\x16"
"""What a client begins with that speaks TLS: it is answered at once."""


@dataclass
class Slow:
    """Bytes with a pause before each one, in seconds; then the connection ends."""

    data: bytes
    pause: float = 0.0
    reset: bool = False
    """Ends as after a crash, not in order."""


Saying = bytes | Slow
"""A whole response, after which the connection goes on, or bytes in a manner of their own."""


@dataclass
class Request:
    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Scripted:
    """`script` answers each request."""

    port: int
    script: Callable[[Request], Saying]
    requests: list[Request] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    @property
    def address(self) -> Address:
        return Address("http", "127.0.0.1", self.port)

    @property
    def lines(self) -> list[str]:
        """`GET /api/tags` of each request."""
        return [request.line.rpartition(" ")[0] for request in self.requests]

    def serve(self, listener: socket.socket) -> None:
        while not self.over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self.talk, args=(connection,))
            self.threads.append(thread)
            thread.start()

    def talk(self, connection: socket.socket) -> None:
        with connection:
            try:
                with connection.makefile("rb") as incoming:
                    while line := b"TLS " if incoming.peek(1)[:1] == TLS else incoming.readline():
                        headers: dict[str, str] = {}
                        while line != b"TLS " and (field := incoming.readline().strip()):
                            name, _, value = field.decode().partition(":")
                            headers[name.lower()] = value.strip()
                        body = incoming.read(int(headers.get("content-length", 0)))
                        request = Request(line.decode().strip(), headers, body)
                        self.requests.append(request)
                        said = self.script(request)
                        if not isinstance(said, bytes):
                            return self.drip(connection, said)
                        connection.sendall(said)
            except OSError:
                return  # the client has left

    def drip(self, connection: socket.socket, said: Slow) -> None:
        if said.reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if not said.pause:
            connection.sendall(said.data)
        else:
            for byte in said.data:
                if self.over.wait(said.pause):
                    return
                connection.sendall(bytes([byte]))


@contextmanager
def scripted(script: Callable[[Request], Saying] | Saying) -> Iterator[Scripted]:
    """`script` may be one saying for every request."""
    listener = socket.create_server(("127.0.0.1", 0))
    answer = (lambda request: script) if isinstance(script, Saying) else script
    server = Scripted(listener.getsockname()[1], answer)
    accepting = threading.Thread(target=server.serve, args=(listener,))
    accepting.start()
    try:
        yield server
    finally:
        server.over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in [accepting, *server.threads]:
            thread.join()


def reply(status: int, body: bytes | str = b"", kind: str = "", **headers: str) -> bytes:
    """A whole response with its length; the content type defaults to JSON as Ollama names it, where there is a body."""
    body = body.encode() if isinstance(body, str) else body
    kind = kind or ("application/json; charset=utf-8" if body else "")
    lines = [f"HTTP/1.1 {status} X", *([f"Content-Type: {kind}"] if kind else [])]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def cut(data: bytes) -> Slow:
    """The bytes, and the end of the connection."""
    return Slow(data)


def hang() -> Slow:
    """Takes the request and says nothing until the server is stopped."""
    return Slow(b"x", 60)
