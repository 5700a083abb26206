"""How a connect ends: on real sockets where this machine can make it end so, by number otherwise."""

from __future__ import annotations

import errno
import socket
import sys
import time
from contextlib import contextmanager

import pytest

from agwctl.doctor.facts.network import Connect
from agwctl.doctor.probes.dial import connect, dial
from bench.ports import free_port


@contextmanager
def full():
    """A listener whose queue is full: Linux drops what comes then, as a firewall does."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting = [socket.socket() for _ in range(4)]
    for each in waiting:
        each.setblocking(False)
        each.connect_ex(listener.getsockname())
    try:
        yield listener.getsockname()[1]
    finally:
        for each in (listener, *waiting):
            each.close()


def test_a_listener():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        dialled = dial("127.0.0.1", listener.getsockname()[1], 1)
    assert (dialled.outcome, dialled.error) == (Connect.OPEN, "") and dialled.seconds < 1


def test_a_listener_on_ipv6():
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener:
        dialled = dial("::1", listener.getsockname()[1], 1)
    assert dialled.outcome is Connect.OPEN and dialled.authority == f"[::1]:{dialled.port}"


def test_a_closed_port():
    dialled = dial("127.0.0.1", free_port(), 1)
    assert (dialled.outcome, dialled.error) == (Connect.REFUSED, "Connection refused")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse instead")
def test_packets_that_are_dropped():
    with full() as port:
        begin = time.monotonic()
        dialled = dial("127.0.0.1", port, 0.1)
    assert dialled.outcome is Connect.TIMEOUT
    assert 0.1 <= time.monotonic() - begin < 0.4


@pytest.mark.parametrize("address", ["256.1.1.1", "localhost", "", "::1::", "a\0b", "1" * 100])
def test_what_is_no_address_is_not_looked_up(address):
    assert dial(address, 80, 1).outcome is Connect.INVALID


def test_without_time():
    dialled, connection = connect("127.0.0.1", free_port(), time.monotonic() - 1)
    assert connection is None and dialled.outcome in (Connect.TIMEOUT, Connect.REFUSED)


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (errno.EHOSTUNREACH, Connect.NO_ROUTE),
        (errno.ENETUNREACH, Connect.NO_ROUTE),
        (errno.EACCES, Connect.DENIED),
        (errno.EPERM, Connect.DENIED),
        (errno.ECONNRESET, Connect.RESET),
        (errno.EADDRNOTAVAIL, Connect.INVALID),
        (errno.EAFNOSUPPORT, Connect.ERROR),
        (10061, Connect.REFUSED),
        (10060, Connect.TIMEOUT),
        (10065, Connect.NO_ROUTE),
        (10013, Connect.DENIED),
        (10049, Connect.INVALID),
    ],
)
def test_numbers_of_linux_macos_and_windows(number, outcome, monkeypatch):
    def fail(self, target):
        raise OSError(number, "as the system says")

    monkeypatch.setattr(socket.socket, "connect", fail)
    dialled = dial("127.0.0.1", 80, 1)
    assert (dialled.outcome, dialled.error) == (outcome, "as the system says")


def test_a_connection_to_itself_is_none(monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda self, target: None)
    monkeypatch.setattr(socket.socket, "getpeername", lambda self: self.getsockname())
    assert dial("127.0.0.1", 40_000, 1).outcome is Connect.REFUSED
