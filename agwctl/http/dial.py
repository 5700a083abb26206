"""Connecting to an upstream: names, addresses, and errors in the reference's words."""

from __future__ import annotations

import errno
import os
import socket
import time
from typing import NamedTuple

from agwctl.http.failure import DeadlineExceeded, UpstreamError, os_cause
from agwctl.http.message import Hangup
from agwctl.http.stream import OUTPUT, SocketStream, wait
from agwctl.http.turn import turn

__all__ = ["Origin", "Resolver", "dial"]

UNIX = "unix:"
IN_PROGRESS = (errno.EINPROGRESS, getattr(errno, "WSAEWOULDBLOCK", errno.EINPROGRESS))


class Origin(NamedTuple):
    """Whom a pooled connection leads to, and in which version of HTTP."""

    host: str
    """A name, an address, or `unix:/path` with port 0."""
    port: int
    version: bytes = b"1.1"


class Address(NamedTuple):
    family: int
    sockaddr: tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes] | str


class Resolver:
    """Names to addresses, IPv4 first; kept for `ttl` seconds, since the system does not tell for how long they hold."""

    def __init__(self, ttl: float = 5.0) -> None:
        self.ttl = ttl
        self._known: dict[tuple[str, int], tuple[float, list[Address]]] = {}

    def resolve(self, host: str, port: int) -> list[Address]:
        """Raises: UpstreamError of kind Dns."""
        if host.startswith(UNIX):
            return [Address(socket.AF_UNIX, host.removeprefix(UNIX))]
        until, addresses = self._known.get((host, port), (0.0, []))
        if time.monotonic() >= until:
            addresses = look_up(host.strip("[]"), port)
            self._known[host, port] = (time.monotonic() + self.ttl, addresses)
        return addresses


def look_up(host: str, port: int) -> list[Address]:
    had_turn = turn.give()  # a name server may take seconds
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # UnicodeError: no name at all, as one with an empty label
        raise UpstreamError("Dns", f"{host}: {error.strerror if isinstance(error, OSError) else error}") from None
    finally:
        if had_turn:
            turn.take()
    addresses = [Address(family, sockaddr) for family, _, _, _, sockaddr in found]
    return sorted(addresses, key=lambda address: address.family != socket.AF_INET)


def dial(addresses: list[Address], timeout: float, *, deadline: float | None, hangup: Hangup | None) -> SocketStream:
    """Connect to the first address that takes it, within `timeout` seconds over all.

    Raises: UpstreamError (of the first address that failed), DeadlineExceeded, ClientGone.
    """
    limit = time.monotonic() + timeout
    first: UpstreamError | None = None
    for address in addresses:
        try:
            return connect(address, limit if deadline is None else min(limit, deadline), hangup)
        except DeadlineExceeded:
            if deadline is not None and deadline <= limit:
                raise
            raise first or UpstreamError("ConnectTimeout", "deadline has elapsed") from None
        except OSError as error:
            first = first or UpstreamError("Connect", os_cause(error))
    raise first or UpstreamError("Dns", "the name has no address")


def connect(address: Address, deadline: float, hangup: Hangup | None) -> SocketStream:
    sock = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        stream = SocketStream(sock)
        failed = sock.connect_ex(address.sockaddr)
        if failed in IN_PROGRESS:
            wait(stream.fileno(), OUTPUT, deadline, hangup)
            failed = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if failed:
            raise OSError(failed, os.strerror(failed))
    except BaseException:
        sock.close()
        raise
    return stream
