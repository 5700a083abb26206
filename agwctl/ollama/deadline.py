"""A bound on a whole exchange, which a time-out per read is not: a byte a second keeps such a one waiting for ever."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

__all__ = ["Deadline"]


class Deadline:
    """Shuts the connection of a client down when its time is over.

    `passed` tells that from the server's hanging up, while it is `within` the time that it bounds.
    """

    def __init__(self) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What happens inside ends after so many seconds, with whatever error a dead connection gives."""
        self.passed = False
        timer = threading.Timer(seconds, self._strike)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            self.passed = False

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """The `trace` extension of a request: learns the socket of each connection that is made for it."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            with self._lock:
                self._socket = info["return_value"].get_extra_info("socket")
            if self.passed:
                self._strike()

    def _strike(self) -> None:
        self.passed = True
        with self._lock:
            if self._socket is not None:
                try:
                    # Of the plain socket: TLS would want to say goodbye to a peer that does not answer.
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
                except OSError:
                    pass  # closed by now
