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
    connection: socket.socket | None = None
    outcome, words = Connect.OPEN, ""
    try:
        family, kind, protocol, _, target = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )[0]
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(max(end - started, 0.001))
        connection.connect(target)
        if connection.getsockname() == connection.getpeername():
            # Linux connects a port that nobody holds to itself when the kernel picks it for the caller's side.
            outcome, words = Connect.REFUSED, "Connection refused"
    except TimeoutError as error:
        outcome, words = Connect.TIMEOUT, error.strerror or "timed out"
    except (socket.gaierror, OverflowError, UnicodeError) as error:
        outcome, words = Connect.INVALID, str(error)
    except OSError as error:
        outcome, words = _outcome(error), error.strerror or str(error)
    if outcome is not Connect.OPEN and connection is not None:
        connection.close()
        connection = None
    return Dial(address, port, outcome, time.monotonic() - started, words), connection


def _outcome(error: OSError) -> Connect:
    number = getattr(error, "winerror", None) or error.errno
    return _OUTCOMES.get(number or 0, Connect.ERROR)
