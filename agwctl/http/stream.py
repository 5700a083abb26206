"""Byte streams: a socket that never blocks without being asked to wait, and its stand-in for tests.

Sockets are non-blocking from their first moment. Whoever has to wait does so in `wait`, which watches the client
beside the peer that is waited for; that one poll replaces both socket timeouts (a poll before every call) and a
second thread that would look after the client.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterable
from typing import Protocol

from agwctl.http.failure import ClientGone, DeadlineExceeded
from agwctl.http.message import Hangup
from agwctl.http.turn import turn

__all__ = ["INPUT", "OUTPUT", "MemoryStream", "SocketStream", "Stream", "wait"]

INPUT = 1
"""`select.POLLIN`, which Windows lacks."""
OUTPUT = 4
"""`select.POLLOUT`."""
# The client's end of sending, which pipelined bytes would hide from a plain read. Elsewhere than on Linux: readable.
GONE = getattr(select, "POLLRDHUP", INPUT)
READS_HIDE_THE_END = GONE == INPUT


class Stream(Protocol):
    """A connection's bytes. Errors of the peer are OSError; the end of input is `b""`."""

    def fileno(self) -> int: ...

    def read(self, size: int, *, deadline: float | None = None, hangup: Hangup | None = None) -> bytes:
        """Wait for input and take up to `size` bytes. Raises: ClientGone, DeadlineExceeded."""

    def read_ready(self, size: int) -> bytes | None:
        """What is there already; None when that is nothing."""

    def readable(self, patience: float) -> bool:
        """Whether there is input, or its end, within `patience` seconds."""

    def write(
        self,
        data: bytes,
        *,
        patience: float | None = None,
        deadline: float | None = None,
        hangup: Hangup | None = None,
        until_input: bool = False,
    ) -> int:
        """Send `data` whole and return its length; less only with `until_input`, when the peer speaks while it blocks.

        `patience`: seconds without progress. Raises: ClientGone, DeadlineExceeded, OSError.
        """

    def gone(self) -> bool:
        """Whether the peer has ended its side, as far as can be told without taking bytes."""

    def end_output(self) -> None:
        """Tell the peer that nothing more comes."""

    def close(self) -> None: ...


class SocketStream:
    """A non-blocking socket, TCP or Unix."""

    __slots__ = ("_fd", "sock")

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = sock
        self._fd = sock.fileno()

    def fileno(self) -> int:
        return self._fd

    def read(self, size: int, *, deadline: float | None = None, hangup: Hangup | None = None) -> bytes:
        while True:
            wait(self._fd, INPUT, deadline, hangup)
            data = self.read_ready(size)
            if data is not None:
                return data

    def read_ready(self, size: int) -> bytes | None:
        try:
            return self.sock.recv(size)
        except BlockingIOError:
            return None

    def readable(self, patience: float) -> bool:
        return bool(poll_one(self._fd, INPUT | GONE, patience))

    def write(
        self,
        data: bytes,
        *,
        patience: float | None = None,
        deadline: float | None = None,
        hangup: Hangup | None = None,
        until_input: bool = False,
    ) -> int:
        sent = self.write_ready(data)
        if sent == len(data):
            return sent
        view = memoryview(data)
        while sent < len(data):
            limit = deadline
            if patience is not None:
                limit = time.monotonic() + patience if limit is None else min(limit, time.monotonic() + patience)
            events = wait(self._fd, OUTPUT | INPUT if until_input else OUTPUT, limit, hangup)
            if until_input and not events & OUTPUT:
                return sent
            sent += self.write_ready(view[sent:])
        return sent

    def write_ready(self, data: bytes | memoryview) -> int:
        """Send what fits into the socket's buffer; its size in bytes."""
        try:
            return self.sock.send(data)
        except BlockingIOError:
            return 0

    def gone(self) -> bool:
        if self._fd < 0:
            return True
        events = poll_one(self._fd, GONE, 0)
        if not events:
            return False
        if not READS_HIDE_THE_END or not events & INPUT:
            return True
        try:
            return self.sock.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def peer(self) -> str:
        """`host:port` of the other end."""
        name = self.sock.getpeername()
        if not isinstance(name, tuple):
            return str(name)
        return f"[{name[0]}]:{name[1]}" if ":" in name[0] else f"{name[0]}:{name[1]}"

    def end_output(self) -> None:
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the peer was faster

    def abort(self) -> None:
        """End both directions from another thread; the one that uses the stream sees the peer leave."""
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # closed already

    def close(self) -> None:
        self._fd = -1
        self.sock.close()


def wait(fd: int, events: int, deadline: float | None = None, hangup: Hangup | None = None) -> int:
    """Block until `fd` is ready for one of `events` and return which are; a client that leaves ends the wait.

    Raises: ClientGone, DeadlineExceeded.
    """
    client = -1 if hangup is None else hangup.fileno()
    if hangup is not None and client < 0:
        raise ClientGone
    while True:
        patience = None if deadline is None else deadline - time.monotonic()
        if patience is not None and patience <= 0:
            raise DeadlineExceeded
        ready, client_stirs = poll_both(fd, events, client, patience)
        if client_stirs and hangup is not None:
            if hangup.gone():
                raise ClientGone
            client = -1  # pipelined bytes: where they hide the end there is nothing more to see
        if ready:
            return ready


if hasattr(select, "poll"):

    def waited(poll: select.poll, patience: float | None) -> list[tuple[int, int]]:
        """What is ready within `patience` seconds; others have their turn meanwhile."""
        if patience == 0:
            return poll.poll(0)
        had_turn = turn.give()
        ready = poll.poll(None if patience is None else patience * 1000)
        if had_turn:
            turn.take()
        return ready

    def poll_one(fd: int, events: int, patience: float | None) -> int:
        poll = select.poll()
        poll.register(fd, events)
        ready = waited(poll, patience)
        return ready[0][1] if ready else 0

    def poll_both(fd: int, events: int, client: int, patience: float | None) -> tuple[int, bool]:
        poll = select.poll()
        poll.register(fd, events)
        if client >= 0:
            poll.register(client, GONE)
        ready, stirs = 0, False
        for number, found in waited(poll, patience):
            if number == fd:
                ready = found
            else:
                stirs = True
        return ready, stirs

else:  # Windows

    def poll_one(fd: int, events: int, patience: float | None) -> int:
        return poll_both(fd, events, -1, patience)[0]

    def poll_both(fd: int, events: int, client: int, patience: float | None) -> tuple[int, bool]:
        inputs = [fd] if events & INPUT else []
        outputs = [fd] if events & OUTPUT else []
        had_turn = turn.give()
        readable, writable, _ = select.select(inputs + ([client] if client >= 0 else []), outputs, [], patience)
        if had_turn:
            turn.take()
        return (INPUT if fd in readable else 0) | (OUTPUT if fd in writable else 0), client in readable


class MemoryStream:
    """A stream for tests: what the peer sends is a list of byte strings, what it gets is in `sent`."""

    def __init__(self, incoming: Iterable[bytes] = ()) -> None:
        self.incoming = list(incoming)
        self.sent = b""
        self.closed = False

    def fileno(self) -> int:
        return -1

    def read(self, size: int, *, deadline: float | None = None, hangup: Hangup | None = None) -> bytes:
        return self.read_ready(size) or b""

    def read_ready(self, size: int) -> bytes | None:
        if not self.incoming:
            return b""
        piece = self.incoming.pop(0)
        if len(piece) > size:
            self.incoming.insert(0, piece[size:])
        return piece[:size]

    def readable(self, patience: float) -> bool:
        return True

    def write(
        self,
        data: bytes,
        *,
        patience: float | None = None,
        deadline: float | None = None,
        hangup: Hangup | None = None,
        until_input: bool = False,
    ) -> int:
        self.sent += data
        return len(data)

    def gone(self) -> bool:
        return self.closed

    def end_output(self) -> None:
        self.closed = True

    def close(self) -> None:
        self.closed = True
