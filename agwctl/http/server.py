"""The server: listeners, bounds and the end, over three kinds of thread.

The acceptor (`acceptor`) keeps the connections on which nothing happens. Workers (`workers`) serve requests, as far as
a response's head or through a short body; each stays with a connection (`downstream`) while requests keep coming. The
relay (`relay`) moves the bodies of open streams and gives each connection back to a worker at its end. So threads are
needed only for requests whose answer has not begun.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from agwctl.http.acceptor import Acceptor, Listener
from agwctl.http.downstream import Downstream
from agwctl.http.flow import Flow
from agwctl.http.message import Handler
from agwctl.http.relay import Relay
from agwctl.http.workers import Workers

__all__ = ["Server", "ServerSettings"]


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
    body_timeout: float = 60.0
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


class Server:
    """Serves listeners until it is stopped; `settings.threads` and `max_connections` count over all of them."""

    def __init__(self, settings: ServerSettings | None = None) -> None:
        self.settings = settings or ServerSettings()
        self.draining = False
        """Answers carry `connection: close`."""
        self.workers = Workers(self.settings.threads)
        self.relay = Relay(self._flow_ended, patience=self.settings.write_timeout)
        self.acceptor = Acceptor(self)
        self.open_connections: set[Downstream] = set()
        self._stopped = False

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
        self.acceptor.listen(Listener(sock, handler, settings or self.settings, on_accept))

    def start(self) -> None:
        self.acceptor.start()

    @property
    def connections(self) -> int:
        """How many client connections are open."""
        return len(self.open_connections)

    def forget(self, connection: Downstream) -> None:
        """A connection is about to be closed."""
        self.open_connections.discard(connection)
        self.acceptor.forget(connection)

    def drain(self, *, min_deadline: float = 0.0, max_deadline: float = 30.0) -> bool:
        """Let what is running end; True when all of it did. `stop` is still to be called.

        Both in seconds from now: until `min_deadline` connections are accepted and served, with `connection: close`;
        until `max_deadline` those that are being answered may go on; what is left then is cut.
        """
        started = time.monotonic()
        self.draining = True
        self._wait_until(started + min_deadline, for_idle=False)
        self.acceptor.refuse()
        self._wait_until(started + max_deadline, for_idle=True)
        ended = self._answered()
        self._cut()
        return ended

    def stop(self) -> None:
        """Cut what is open and end all threads; a second time nothing happens."""
        if self._stopped:
            return
        self.draining = self._stopped = True
        self.acceptor.stop()
        self.relay.stop()
        self._cut()
        self.workers.stop()
        for connection in list(self.open_connections):
            connection.close()
        self.acceptor.close()

    def _flow_ended(self, flow: Flow) -> None:
        self.workers.submit(flow.conclude, must=True)

    def _wait_until(self, deadline: float, *, for_idle: bool) -> None:
        while time.monotonic() < deadline and not (for_idle and self._answered()):
            time.sleep(min(0.01, max(0.0, deadline - time.monotonic())))

    def _answered(self) -> bool:
        return all(connection.lingering for connection in list(self.open_connections))

    def _cut(self) -> None:
        """Break every connection; a worker that waits for an upstream sees its client leave and ends."""
        for connection in list(self.open_connections):
            connection.stream.abort()
