"""The server: accepts connections, keeps the idle ones, and has workers serve those on which there is input.

One thread, the acceptor, waits for new connections and for input on parked ones: idle between requests, silent so far,
or in the middle of a slow head. It reads nothing; a worker (`workers`) takes the connection from there, stays with it
while requests keep coming, and parks it again by re-arming its descriptor, without waking anybody. Open streams
belong to the relay thread (`relay`), which gives the connection back to a worker at their end. The acceptor itself
answers 503 when no worker gets free, closes what idles for too long, and throws away what comes after a last reply.
"""

from __future__ import annotations

import errno
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from agwctl.http.connection import response_bytes
from agwctl.http.downstream import Downstream
from agwctl.http.flow import Flow
from agwctl.http.message import Handler, Headers
from agwctl.http.poller import GONE, ONCE, READ, make_poller
from agwctl.http.relay import Relay
from agwctl.http.stream import SocketStream
from agwctl.http.workers import Job, Workers

__all__ = ["Server", "ServerSettings"]

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


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Times in seconds, sizes in bytes."""

    threads: int = 512
    """Requests that wait for an upstream's head at the same time; one more is answered 503."""
    max_connections: int = 8192
    """Client connections, idle ones and open streams included; one more is answered 503."""
    head_timeout: float = 60.0
    """From the first byte of a request's head to its last."""
    idle_timeout: float = 600.0
    """Between requests, and before the first one."""
    body_timeout: float = 600.0
    """Between two reads of a request body."""
    write_timeout: float = 120.0
    """For a client that takes nothing of what is sent to it."""
    linger: float = 2.0
    """For a client to read its last reply while what it still sends is thrown away."""
    max_headers: int = 100
    strict_framing: bool = True
    """Refuse what is ambiguous (guide mode); False: as agentgateway 1.4.1, see `screen` and `upload`."""
    preserve_case: bool = False
    """Hand header names on as they are spelt, instead of in lower case."""


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


class Server:
    """Serves listeners until it is stopped; `settings.threads` and `max_connections` count over all of them."""

    def __init__(self, settings: ServerSettings | None = None) -> None:
        self.settings = settings or ServerSettings()
        self.draining = False
        """Answers carry `connection: close`."""
        self.workers = Workers(self.settings.threads)
        self.relay = Relay(self._flow_ended, patience=self.settings.write_timeout)
        self._poller = make_poller()
        self._listeners: dict[int, Listener] = {}
        self._paused: list[Listener] = []
        # Written by whoever parks, taken from only by the acceptor.
        self._parked: dict[int, Downstream] = {}
        self._waiting: deque[tuple[float, Downstream, Job]] = deque()
        """Until when a connection is queued for a worker, and as what."""
        self._next_tick = 0.0
        self._connections: set[Downstream] = set()
        self._closing = False
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="http-acceptor", daemon=True)

    def listen(
        self,
        sock: socket.socket,
        handler: Handler,
        settings: ServerSettings | None = None,
        on_accept: Callable[[], None] | None = None,
    ) -> None:
        """Serve a listening socket, which the server closes in the end; before or after `start`.

        `on_accept` is called in the acceptor's thread for each connection: it may not block.
        """
        sock.setblocking(False)
        self._listeners[sock.fileno()] = Listener(sock, handler, settings or self.settings, on_accept)
        self._poller.add(sock.fileno(), READ)

    def start(self) -> None:
        self._thread.start()

    @property
    def connections(self) -> int:
        """How many client connections are open."""
        return len(self._connections)

    def drain(self, *, min_deadline: float = 0.0, max_deadline: float = 30.0) -> bool:
        """Let what is running end; True when all of it did. `stop` is still to be called.

        Both in seconds from now: until `min_deadline` connections are accepted and served, with `connection: close`;
        until `max_deadline` those that are being answered may go on; what is left then is cut.
        """
        started = time.monotonic()
        self.draining = True
        self._wait_until(started + min_deadline, for_idle=False)
        self._closing = True
        self._poller.wake()
        self._wait_until(started + max_deadline, for_idle=True)
        ended = self._answered()
        self._cut()
        return ended

    def stop(self) -> None:
        """Cut what is open and end all threads; a second time nothing happens."""
        if self._stopped:
            return
        self.draining = self._closing = self._stopped = True
        self._poller.wake()
        if self._thread.ident is not None:
            self._thread.join()
        self._close_listeners()
        self.relay.stop()
        self._cut()
        self.workers.stop()
        for connection in list(self._connections):
            connection.close()
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
        self._connections.discard(connection)
        if connection.registered and connection.stream.fileno() >= 0:
            self._poller.remove(connection.stream.fileno())
            connection.registered = False

    def _flow_ended(self, flow: Flow) -> None:
        self.workers.submit(flow.conclude, must=True)

    # The acceptor.

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
        elif not self.workers.submit(connection.serve):
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
        if self.workers.queued < self.settings.threads and self.workers.submit(job, must=True):
            self._waiting.append((time.monotonic() + QUEUED, connection, job))
        else:
            self._turn_away(connection)

    def _turn_away_waiting(self) -> None:
        """Those that no worker has come to in time."""
        now = time.monotonic()
        while self._waiting and self._waiting[0][0] <= now:
            _, connection, job = self._waiting.popleft()
            if self.workers.withdraw(job):
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
            if listener.on_accept is not None:
                listener.on_accept()
            try:
                stream = SocketStream(sock)
            except OSError:
                sock.close()
                continue
            name = peer_name(peer)
            connection = Downstream(self, listener.settings, listener.handler, stream, name, listener.port)
            self._connections.add(connection)
            if len(self._connections) > self.settings.max_connections:
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
        if len(self._connections) > 2 * self.settings.max_connections:
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

    # Stopping.

    def _wait_until(self, deadline: float, *, for_idle: bool) -> None:
        while time.monotonic() < deadline and not (for_idle and self._answered()):
            time.sleep(min(0.01, max(0.0, deadline - time.monotonic())))

    def _answered(self) -> bool:
        return all(connection.lingering for connection in list(self._connections))

    def _cut(self) -> None:
        """Break every connection; a worker that waits for an upstream sees its client leave and ends."""
        for connection in list(self._connections):
            connection.stream.abort()


def peer_name(peer: object) -> tuple[str, int]:
    """A client's address as it is written, also that of an IPv4 client on a socket for both families."""
    if not isinstance(peer, tuple):
        return "", 0  # a Unix socket's client has none
    return peer[0].removeprefix("::ffff:"), peer[1]
