"""One connect to one address: how it ends says who is in the way."""

from __future__ import annotations

import errno
import socket
import time

from agwctl.doctor.facts.network import Connect, Dial

__all__ = ["connect", "dial"]

_OUTCOMES = {
    errno.ECONNREFUSED: Connect.REFUSED,
    errno.ETIMEDOUT: Connect.TIMEOUT,
    errno.EHOSTUNREACH: Connect.NO_ROUTE,
    errno.ENETUNREACH: Connect.NO_ROUTE,
    errno.EHOSTDOWN: Connect.NO_ROUTE,
    errno.ENETDOWN: Connect.NO_ROUTE,
    errno.EACCES: Connect.DENIED,
    errno.EPERM: Connect.DENIED,
    errno.ECONNRESET: Connect.RESET,
    errno.EADDRNOTAVAIL: Connect.INVALID,
    errno.EINVAL: Connect.INVALID,
    # Windows has numbers of its own.
    10061: Connect.REFUSED,
    10060: Connect.TIMEOUT,
    10065: Connect.NO_ROUTE,
    10051: Connect.NO_ROUTE,
    10064: Connect.NO_ROUTE,
    10050: Connect.NO_ROUTE,
    10013: Connect.DENIED,
    10054: Connect.RESET,
    10049: Connect.INVALID,
    10022: Connect.INVALID,
}


def dial(address: str, port: int, seconds: float) -> Dial:
    """Connects and hangs up."""
    dialled, connection = connect(address, port, time.monotonic() + seconds)
    if connection is not None:
        connection.close()
    return dialled


def connect(address: str, port: int, end: float) -> tuple[Dial, socket.socket | None]:
    """A connection that the caller closes, or None; `address` is an IP address, `end` a time of time.monotonic().

    No name is looked up and no proxy asked.
    """
    started = time.monotonic()
    try:
        connection = _connected(address, port, end)
    except TimeoutError as error:
        outcome, words = Connect.TIMEOUT, error.strerror or "timed out"
    except (socket.gaierror, OverflowError, ValueError) as error:
        outcome, words = Connect.INVALID, str(error)
    except OSError as error:
        outcome, words = _outcome(error), error.strerror or str(error)
    else:
        return Dial(address, port, Connect.OPEN, time.monotonic() - started), connection
    return Dial(address, port, outcome, time.monotonic() - started, words), None


def _connected(address: str, port: int, end: float) -> socket.socket:
    # As bytes: for a text Python loads the tables of international names.
    found = socket.getaddrinfo(address.encode("ascii"), port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    family, kind, protocol, _, target = found[0]
    connection = socket.socket(family, kind, protocol)
    try:
        connection.settimeout(max(end - time.monotonic(), 0.001))
        connection.connect(target)
        if connection.getsockname() == connection.getpeername():
            # Linux connects a port that nobody holds to itself when it picks that port for the caller's side.
            raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
    except BaseException:
        connection.close()
        raise
    return connection


def _outcome(error: OSError) -> Connect:
    number = getattr(error, "winerror", None) or error.errno
    return _OUTCOMES.get(number or 0, Connect.ERROR)
