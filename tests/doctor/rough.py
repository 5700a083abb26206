"""Peers that do what peers should not, each on a free port of this machine, as long as the block lasts."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

__all__ = ["ROUGH", "Rough", "drip", "flood", "hang", "says", "rough"]

DRIP_SECONDS = 0.1
MIB = 2**20


@dataclass
class Rough:
    """One of them while it runs."""

    port: int
    over: threading.Event = field(default_factory=threading.Event)
    asked: list[bytes] = field(default_factory=list)
    """What each connection began with, if it began."""
    sent: int = 0
    """Bytes that a flood got rid of."""

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


Behaviour = Callable[[socket.socket, Rough], None]


@contextmanager
def rough(behaviour: Behaviour, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Rough]:
    """Every connection meets the same."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, 0), family=family)
    running = Rough(listener.getsockname()[1])
    threads = [threading.Thread(target=_accept, args=(listener, behaviour, running, tls))]
    threads[0].start()
    try:
        yield running
    finally:
        running.over.set()
        listener.shutdown(socket.SHUT_RDWR)
        threads[0].join()
        listener.close()


def _accept(listener: socket.socket, behaviour: Behaviour, running: Rough, tls: ssl.SSLContext | None) -> None:
    threads = []
    while not running.over.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            break
        threads.append(threading.Thread(target=_meet, args=(connection, behaviour, running, tls)))
        threads[-1].start()
    for thread in threads:
        thread.join()


def _meet(connection: socket.socket, behaviour: Behaviour, running: Rough, tls: ssl.SSLContext | None) -> None:
    connection.settimeout(5)
    with connection:
        try:
            if tls is not None:
                connection = tls.wrap_socket(connection, server_side=True)
            behaviour(connection, running)
        except OSError:
            pass  # the client left, or does not trust it
        finally:
            connection.close()


def request(connection: socket.socket, running: Rough) -> bytes:
    """Reads the head of a request and what came along with it, or a TLS greeting."""
    asked = b""
    while b"\r\n\r\n" not in asked and asked[:1] != b"\x16" and (piece := connection.recv(65536)):
        asked += piece
    if asked:
        running.asked.append(asked)
    return asked


def says(*pieces: bytes) -> Behaviour:
    """Reads a request, says that, and hangs up."""

    def behave(connection: socket.socket, running: Rough) -> None:
        request(connection, running)
        for piece in pieces:
            connection.sendall(piece)

    return behave


def hang(connection: socket.socket, running: Rough) -> None:
    """Takes the connection and nothing else."""
    running.over.wait(5)


def hang_after(*pieces: bytes) -> Behaviour:
    def behave(connection: socket.socket, running: Rough) -> None:
        says(*pieces)(connection, running)
        running.over.wait(5)

    return behave


def reset(connection: socket.socket, running: Rough) -> None:
    request(connection, running)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def drip(connection: socket.socket, running: Rough) -> None:
    """A byte now and then: no single wait is long."""
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b" " * 1000:
        connection.sendall(bytes([byte]))
        if running.over.wait(DRIP_SECONDS):
            return


def drip_body(connection: socket.socket, running: Rough) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not running.over.wait(DRIP_SECONDS):
        connection.sendall(b"1\r\n \r\n")


def flood(connection: socket.socket, running: Rough) -> None:
    """A gigabyte without end in sight."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    _pour(connection, running, b"\0" * MIB)


def flood_without_head(connection: socket.socket, running: Rough) -> None:
    _pour(connection, running, b"\xaa" * MIB)


def flood_of_headers(connection: socket.socket, running: Rough) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    _pour(connection, running, b"X-Field: 0123456789\r\n" * (MIB // 21))


def flood_of_one_header(connection: socket.socket, running: Rough) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Field: ")
    _pour(connection, running, b"x" * MIB)


def flood_of_interim_answers(connection: socket.socket, running: Rough) -> None:
    _pour(connection, running, b"HTTP/1.1 100 Continue\r\n\r\n" * (MIB // 25))


def flood_of_chunks(connection: socket.socket, running: Rough) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    _pour(connection, running, (b"64\r\n" + b"x" * 100 + b"\r\n") * (MIB // 106))


def _pour(connection: socket.socket, running: Rough, piece: bytes) -> None:
    for _ in range(1024):
        connection.sendall(piece)
        running.sent += len(piece)


ROUGH: Mapping[str, Behaviour] = {
    "hangs": hang,
    "hangs in its first line": hang_after(b"HTTP/1."),
    "hangs in its headers": hang_after(b"HTTP/1.1 200 OK\r\nX: y\r\n"),
    "hangs in its answer": hang_after(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
    "resets": reset,
    "hangs up": says(),
    "hangs up in its headers": says(b"HTTP/1.1 200 OK\r\nX: y"),
    "hangs up in its answer": says(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
    "drips": drip,
    "drips its answer": drip_body,
    "floods": flood,
    "floods without a head": flood_without_head,
    "floods with headers": flood_of_headers,
    "floods with one header": flood_of_one_header,
    "floods with interim answers": flood_of_interim_answers,
    "floods with chunks": flood_of_chunks,
    "has no UTF-8": says(b'HTTP/1.1 200 \xff\xfe\r\nX: \xff\r\n\r\n\xff\xc0\x80{"version": "\xfe"}'),
    "redirects to itself": says(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
    "is another program": says(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "says a TLS alert": says(bytes.fromhex("15030100020246")),
    "has a broken length": says(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx"),
    "has a broken chunk": says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx"),
    "has nested JSON": says(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + b"[" * 60_000),
}
"""All of them, by what they do."""
