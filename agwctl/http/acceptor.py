"""The acceptor: takes new connections, keeps the idle ones, and has a worker serve each on which there is input.

One thread waits for new connections and for input on parked ones: idle between requests, silent so far, or in the
middle of a slow head. It reads nothing; a worker takes the connection from there and parks it again by re-arming its
descriptor, without waking anybody. What is parked is put there by workers and taken away by this thread only. The
thread itself answers 503 when no worker gets free, closes what idles for too long, and throws away what comes after a
last reply.
"""

from __future__ import annotations

import errno
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from agwctl.http.connection import response_bytes
from agwctl.http.downstream import Downstream
from agwctl.http.message import Handler, Headers
from agwctl.http.poller import GONE, ONCE, READ, make_poller
from agwctl.http.stream import SocketStream
from agwctl.http.workers import Job

if TYPE_CHECKING:
    from agwctl.http.server import Server, ServerSettings

__all__ = ["Acceptor", "Listener"]

TICK = 1.0
"""Seconds between two looks at what has idled for too long."""
ACCEPTED_AT_ONCE = 64
QUEUED = 0.1
"""Seconds in which a worker may become free before a request is turned away: many are only between two requests."""
OUT_OF_DESCRIPTORS = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
BUSY = b"all workers are busy\n"
OVERLOAD = (
    response_bytes(
        503,
        Headers(
            [
                (b"content-type", b"text/plain"),
                (b"retry-after", b"1"),
                (b"connection", b"close"),
                (b"content-length", b"%d" % len(BUSY)),
            ]
        ),
    )
    + BUSY
)


class Listener:
    """A listening socket, who answers what comes in on it, and within which bounds."""

    __slots__ = ("handler", "on_accept", "port", "settings", "sock")

    def __init__(
        self, sock: socket.socket, handler: Handler, settings: ServerSettings, on_accept: Callable[[], None] | None
    ) -> None:
        self.sock = sock
        self.handler = handler
        self.settings = settings
        self.on_accept = on_accept
        name = sock.getsockname()
        self.port = name[1] if isinstance(name, tuple) else 0


class Acceptor:
    """The thread and what it looks after; `Server` is its front."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._poller = make_poller()
        self._listeners: dict[int, Listener] = {}
        self._paused: list[Listener] = []
        self._parked: dict[int, Downstream] = {}
        self._waiting: deque[tuple[float, Downstream, Job]] = deque()
        """Until when a connection is queued for a worker, and as what."""
        self._next_tick = 0.0
        self._closing = False
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="http-acceptor", daemon=True)

    def listen(self, listener: Listener) -> None:
        self._listeners[listener.sock.fileno()] = listener
        self._poller.add(listener.sock.fileno(), READ)

    def start(self) -> None:
        self._thread.start()

    def refuse(self) -> None:
        """Close the listeners and what is parked; connections that are being served are no longer parked."""
        self._closing = True
        self._poller.wake()

    def stop(self) -> None:
        """End the thread; `close` is due when nobody parks any more."""
        self._closing = self._stopped = True
        self._poller.wake()
        if self._thread.ident is not None:
            self._thread.join()
        self._close_listeners()

    def close(self) -> None:
        self._poller.close()

    # For a connection, on a worker's thread.

    def park(self, connection: Downstream, deadline: float) -> None:
        """Keep a connection until there is input on it; past `deadline` it is closed."""
        if self._closing and not connection.lingering:
            connection.close()
            return
        connection.deadline = deadline
        fd = connection.stream.fileno()
        self._parked[fd] = connection
        if connection.registered:
            self._poller.change(fd, READ | GONE | ONCE)
        else:
            connection.registered = True
            self._poller.add(fd, READ | GONE | ONCE)

    def linger(self, connection: Downstream) -> None:
        """Close it once the client has, or soon: closing at once could take the last reply from it (RFC 9112 9.6)."""
        connection.lingering = True
        connection.stream.end_output()
        self.park(connection, time.monotonic() + connection.settings.linger)

    def forget(self, connection: Downstream) -> None:
        """It is about to be closed."""
        if connection.registered:
            connection.registered = False
            self._poller.remove(connection.stream.fileno())

    # The thread.

    def _run(self) -> None:
        while not self._stopped:
            try:
                for fd, _ in self._poller.wait(QUEUED / 4 if self._waiting else TICK):
                    self._stirs(fd)
                self._look_after()
            except Exception:
                # Without this thread nobody would be served any more. It is a bug, shown as Python shows one.
                sys.excepthook(*sys.exc_info())

    def _stirs(self, fd: int) -> None:
        listener = self._listeners.get(fd)
        if listener is not None:
            self._accept(listener)
            return
        connection = self._parked.pop(fd, None)
        if connection is None:
            return
        if connection.lingering:
            self._discard(connection)
        elif not self._server.workers.submit(connection.serve):
            self._wait_for_worker(connection)

    def _look_after(self) -> None:
        """What is due by the clock."""
        self._turn_away_waiting()
        if self._closing:
            self._close_listeners()
            self._close_parked()
        elif time.monotonic() >= self._next_tick:
            self._next_tick = time.monotonic() + TICK
            self._tick()

    def _wait_for_worker(self, connection: Downstream) -> None:
        job = partial(connection.serve)  # equal to no other, so that no later one is withdrawn in its place
        if self._server.workers.queued < self._server.settings.threads and self._server.workers.submit(job, must=True):
            self._waiting.append((time.monotonic() + QUEUED, connection, job))
        else:
            self._turn_away(connection)

    def _turn_away_waiting(self) -> None:
        """Those that no worker has come to in time."""
        now = time.monotonic()
        while self._waiting and self._waiting[0][0] <= now:
            _, connection, job = self._waiting.popleft()
            if self._server.workers.withdraw(job):
                self._turn_away(connection)

    def _accept(self, listener: Listener) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                sock, peer = listener.sock.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno in OUT_OF_DESCRIPTORS:
                    self._pause(listener)
                    return
                continue  # that client left again
            try:
                self._admit(listener, sock, peer_name(peer))
            except OSError:
                sock.close()  # likewise
            except BaseException:
                sock.close()
                raise

    def _admit(self, listener: Listener, sock: socket.socket, peer: tuple[str, int]) -> None:
        if listener.on_accept is not None:
            listener.on_accept()
        server, stream = self._server, SocketStream(sock)
        connection = Downstream(server, listener.settings, listener.handler, stream, peer, listener.port)
        server.open_connections.add(connection)
        if len(server.open_connections) > server.settings.max_connections:
            self._turn_away(connection)
        else:
            self.park(connection, time.monotonic() + listener.settings.idle_timeout)

    def _pause(self, listener: Listener) -> None:
        """Descriptors are used up: a listener that stays readable would keep this thread busy until one is free."""
        self._poller.remove(listener.sock.fileno())
        self._paused.append(listener)

    def _turn_away(self, connection: Downstream) -> None:
        try:
            connection.stream.write_ready(OVERLOAD)
        except OSError:
            connection.close()
            return
        if len(self._server.open_connections) > 2 * self._server.settings.max_connections:
            connection.close()
        else:
            self.linger(connection)

    def _discard(self, connection: Downstream) -> None:
        try:
            data = connection.stream.read_ready(65_536)
        except OSError:
            data = b""
        if data == b"":
            connection.close()
        else:
            self.park(connection, connection.deadline)

    def _tick(self) -> None:
        now = time.monotonic()
        for fd, connection in list(self._parked.items()):
            if connection.deadline <= now:
                del self._parked[fd]
                connection.close()
        paused, self._paused = self._paused, []
        for listener in paused:
            self._poller.add(listener.sock.fileno(), READ)

    def _close_parked(self) -> None:
        now = time.monotonic()
        for fd, connection in list(self._parked.items()):
            if self._stopped or not connection.lingering or connection.deadline <= now:
                del self._parked[fd]
                connection.close()

    def _close_listeners(self) -> None:
        for fd, listener in list(self._listeners.items()):
            if listener not in self._paused:
                self._poller.remove(fd)
            listener.sock.close()
            del self._listeners[fd]
        self._paused.clear()


def peer_name(peer: object) -> tuple[str, int]:
    """A client's address as it is written, also that of an IPv4 client on a socket for both families."""
    if not isinstance(peer, tuple):
        return "", 0  # a Unix socket's client has none
    return peer[0].removeprefix("::ffff:"), peer[1]
