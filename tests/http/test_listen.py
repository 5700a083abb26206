"""Listening sockets."""

from __future__ import annotations

import errno
import socket

import pytest

from agwctl.http.listen import bind, bind_unix


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


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no Unix sockets here")
def test_a_unix_socket_replaces_one_that_is_left_over_and_no_other(tmp_path):
    path = str(tmp_path / "socket")
    bind_unix(path).close()  # its file stays
    with bind_unix(path), pytest.raises(OSError):
        bind_unix(path)
    (tmp_path / "file").write_text("precious")
    with pytest.raises(OSError):
        bind_unix(str(tmp_path / "file"))
    assert (tmp_path / "file").read_text() == "precious"
