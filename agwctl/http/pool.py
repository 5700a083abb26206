"""Reusable upstream connections per origin, and the sending of a request over one.

An idle connection is tested before it is used again: one that is readable is dead. A request goes out a second time,
over a fresh connection, only when the first one did not take it whole; once it may have arrived, generating may have
begun. The lock covers bookkeeping; connections are opened, tested and closed outside it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

from agwctl.http.connection import parse_response
from agwctl.http.dial import Origin, Resolver, dial
from agwctl.http.failure import UpstreamError
from agwctl.http.message import Hangup, Headers
from agwctl.http.outgoing import NotSent, Outgoing
from agwctl.http.upstream import Link, Upstream

__all__ = ["Origin", "Pool", "Upstream"]

MAX_IDLE = 256
"""Idle connections kept per origin."""


class Pool:
    """Connections to upstreams; every method may be called from any thread."""

    def __init__(
        self,
        *,
        connect_timeout: float = 10.0,
        idle_timeout: float = 90.0,
        on_connect: Callable[[float], None] | None = None,
    ) -> None:
        """`on_connect` is told how many seconds each new connection took."""
        self.connect_timeout = connect_timeout
        self.idle_timeout = idle_timeout
        self._on_connect = on_connect
        self._resolver = Resolver()
        self._lock = threading.Lock()
        self._idle: dict[Origin, deque[Link]] = {}
        self._closed = False

    def send(
        self,
        origin: Origin,
        *,
        method: bytes,
        target: bytes,
        headers: Headers,
        body: bytes | Iterator[bytes] = b"",
        content_length: int | None = None,
        hangup: Hangup | None = None,
        deadline: float | None = None,
    ) -> Upstream:
        """Send a request and read the head of its answer.

        `headers` go out as they are, but for Content-Length and Transfer-Encoding, which follow from the body: an
        iterator without `content_length` goes out in chunks. Raises: UpstreamError, DeadlineExceeded, ClientGone, and
        what the iterator raises.
        """
        outgoing = Outgoing(origin, method, target, headers, body, content_length, deadline)
        link, whole = self._deliver(outgoing, origin, hangup, deadline)
        try:
            head = parse_response(link.receive(hangup, deadline), method)
        except BaseException:
            link.close()
            raise
        return Upstream(self, link, head, reusable=whole, hangup=hangup)

    def put(self, link: Link) -> None:
        """Take back a connection whose answer has been read."""
        link.idle_since = time.monotonic()
        with self._lock:
            idle = self._idle.setdefault(link.origin, deque())
            if not self._closed:
                idle.append(link)
            dropped = [link] if self._closed else self._expired(idle)
        close_all(dropped)

    def reap(self) -> None:
        """Close what has idled for too long; for a caller that comes by now and then."""
        with self._lock:
            dropped = [link for idle in self._idle.values() for link in self._expired(idle)]
        close_all(dropped)

    def close(self) -> None:
        """Close all idle connections; those in use are closed when they come back."""
        with self._lock:
            self._closed = True
            dropped = [link for idle in self._idle.values() for link in idle]
            self._idle.clear()
        close_all(dropped)

    def _deliver(
        self, outgoing: Outgoing, origin: Origin, hangup: Hangup | None, deadline: float | None
    ) -> tuple[Link, bool]:
        """The connection that took the request, and whether it took all of it."""
        link = self._take(origin)
        if link is not None:
            try:
                return link, outgoing.send(link.stream, hangup)
            except NotSent:
                link.close()
            except BaseException:
                link.close()
                raise
        link = self._connect(origin, hangup, deadline)
        try:
            return link, outgoing.send(link.stream, hangup)
        except NotSent as error:
            link.close()
            raise UpstreamError("SendRequest", error.cause) from None
        except BaseException:
            link.close()
            raise

    def _take(self, origin: Origin) -> Link | None:
        """The connection that was used last and still lives."""
        while True:
            with self._lock:
                idle = self._idle.get(origin)
                if not idle:
                    return None
                link = idle.pop()
            if time.monotonic() - link.idle_since < self.idle_timeout and not link.stream.readable(0):
                return link
            link.close()

    def _connect(self, origin: Origin, hangup: Hangup | None, deadline: float | None) -> Link:
        started = time.monotonic()
        addresses = self._resolver.resolve(origin.host, origin.port)
        stream = dial(addresses, self.connect_timeout, deadline=deadline, hangup=hangup)
        if self._on_connect is not None:
            self._on_connect(time.monotonic() - started)
        return Link(origin, stream)

    def _expired(self, idle: deque[Link]) -> list[Link]:
        """Take off what is too old or too much; the oldest are in front."""
        dropped = []
        oldest = time.monotonic() - self.idle_timeout
        while idle and (idle[0].idle_since < oldest or len(idle) > MAX_IDLE):
            dropped.append(idle.popleft())
        return dropped


def close_all(links: list[Link]) -> None:
    for link in links:
        link.close()
