"""Listening sockets."""

from __future__ import annotations

import errno
import socket

import pytest

from agwctl.http.listen import bind


def test_a_free_port_is_taken_and_answers():
    with bind("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        assert not listener.getblocking()


def test_a_taken_port_says_so():
    with bind("127.0.0.1", 0) as listener:
        with pytest.raises(OSError) as caught:
            bind("127.0.0.1", listener.getsockname()[1])
        assert caught.value.errno == errno.EADDRINUSE


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here")
@pytest.mark.parametrize("host", ["", "::", "[::]"])
def test_every_address_means_both_families(host):
    with bind(host, 0) as listener:
        port = listener.getsockname()[1]
        socket.create_connection(("127.0.0.1", port)).close()
        socket.create_connection(("::1", port)).close()


def test_without_ipv6_every_address_means_ipv4():
    with bind("", 0, ipv6=False) as listener:
        assert listener.family == socket.AF_INET
