"""Clients as raw sockets, many at once from one thread."""

from __future__ import annotations

import json
import selectors
import socket
import struct
import time
from collections.abc import Callable, Sequence

from bench.load import Stream


def request(model: str, name: str, version: str = "1.1") -> bytes:
    """A chat request for one of the recording upstream's answers, to be recorded under `name`."""
    text = {"model": model, "user": name, "messages": [{"role": "user", "content": "Hello!"}]}
    body = json.dumps(text | ({"stream": True} if model in ("paced", "flood") else {})).encode()
    head = f"POST /v1/chat/completions HTTP/{version}\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def connect(port: int, receive_buffer: int | None = None) -> socket.socket:
    sock = socket.socket()
    if receive_buffer is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    sock.settimeout(10)
    sock.connect(("127.0.0.1", port))
    return sock


def read_until(streams: Sequence[Stream], done: Callable[[Stream], bool], limit: float) -> None:
    """Read all, keeping times, until each is `done` or its connection is closed, for `limit` seconds at most."""
    deadline = time.monotonic() + limit
    with selectors.DefaultSelector() as selector:
        for stream in streams:
            if not done(stream):
                selector.register(stream.sock, selectors.EVENT_READ, stream)
        while selector.get_map() and (left := deadline - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                stream = key.data
                data = stream.sock.recv(65536)
                stream.reads.append((time.monotonic_ns(), data))
                if not data or done(stream):
                    selector.unregister(stream.sock)


def ended(stream: Stream) -> bool:
    """Whether the last chunk has come."""
    return bool(stream.reads) and stream.reads[-1][1].endswith(b"0\r\n\r\n")


def content(stream: Stream) -> bytes:
    """The body without its chunk framing; raises ValueError where the framing is broken or short."""
    _, _, rest = b"".join(data for _, data in stream.reads).partition(b"\r\n\r\n")
    found = bytearray()
    while True:
        size_line, _, rest = rest.partition(b"\r\n")
        size = int(size_line, 16)
        if rest[size : size + 2] != b"\r\n":
            raise ValueError(f"a chunk of {size} bytes ends in {rest[size : size + 2]!r}")
        found += rest[:size]
        rest = rest[size + 2 :]
        if size == 0:
            return bytes(found)


def reset(sock: socket.socket) -> None:
    """Close with an RST."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()
