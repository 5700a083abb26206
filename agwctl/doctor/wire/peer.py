"""The other end of a connection, for a bounded time: what it does wrong is told by one exception."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from agwctl.doctor.facts.network import Trouble

if TYPE_CHECKING:
    import ssl

__all__ = ["RAW", "Broken", "Peer", "TlsPeer"]

RAW = 64
"""Bytes of its first words that are kept as they came."""
_PIECE = 16_384

T = TypeVar("T")


class Broken(Exception):
    """It did not go on; `problem` says why in words that follow "no answer: "."""

    def __init__(self, trouble: Trouble, problem: str) -> None:
        super().__init__(problem)
        self.trouble = trouble
        self.problem = problem


class Peer:
    """Speaks plain TCP until `end`, a time of time.monotonic(); the connection stays the caller's to close."""

    def __init__(self, connection: socket.socket, end: float) -> None:
        self._connection = connection
        self._end = end
        self.raw = b""

    def send(self, data: bytes) -> None:
        """Raises: Broken when time is over."""
        try:
            self._connection.settimeout(self._left())
            self._connection.sendall(data)
        except TimeoutError:
            raise Broken(Trouble.TIMEOUT, "it does not take the request") from None
        except OSError:
            pass  # who refuses early often says why: the next read tells

    def receive(self) -> bytes:
        """The next bytes, none at the end. Raises: Broken."""
        try:
            self._connection.settimeout(self._left())
            data = self._connection.recv(_PIECE)
        except TimeoutError:
            raise Broken(Trouble.TIMEOUT, "it takes too long") from None
        except OSError as error:
            words = "the connection was reset" if isinstance(error, ConnectionError) else error.strerror or str(error)
            raise Broken(Trouble.RESET, words) from None
        if len(self.raw) < RAW:
            self.raw = (self.raw + data)[:RAW]
        return data

    def _left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class TlsPeer:
    """The same in TLS; greets at once. Raises: Broken when the two do not come to terms."""

    def __init__(self, peer: Peer, context: ssl.SSLContext, name: str) -> None:
        import ssl

        self._peer = peer
        self._ssl = ssl
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        try:
            self.tls = context.wrap_bio(self._in, self._out, server_hostname=name or None)
        except ValueError as error:  # a name that cannot stand in a certificate; UnicodeError is one, too
            raise Broken(Trouble.TLS, f"{name!r} is no name for TLS: {error}") from None
        self._has_met = False
        self._carry(self.tls.do_handshake)
        self._has_met = True

    def send(self, data: bytes) -> None:
        self._carry(lambda: self.tls.write(data))  # into memory, so all of it

    def receive(self) -> bytes:
        return self._carry(lambda: self.tls.read(_PIECE)) or b""

    def _carry(self, act: Callable[[], T]) -> T | None:
        """Does it, and what needs to be sent and received for that; None when the peer has hung up."""
        while True:
            try:
                done = act()
            except self._ssl.SSLWantReadError:
                self._flush()
                self._feed()
            except (self._ssl.SSLZeroReturnError, self._ssl.SSLEOFError):
                if not self._has_met:
                    raise Broken(Trouble.CLOSED, "it hung up on the TLS greeting") from None
                return None
            except self._ssl.SSLError as error:
                self._flush()
                raise Broken(Trouble.TLS, _words(error)) from None
            else:
                self._flush()
                return done

    def _feed(self) -> None:
        data = self._peer.receive()
        if data:
            self._in.write(data)
        else:
            self._in.write_eof()

    def _flush(self) -> None:
        if data := self._out.read():
            self._peer.send(data)


def _words(error: ssl.SSLError) -> str:
    """`certificate verify failed: self-signed certificate`, without OpenSSL's numbers and Python's line."""
    reason = (error.reason or "").replace("_", " ").lower()
    detail = getattr(error, "verify_message", "")
    return f"{reason}: {detail}" if detail else reason or str(error)
