"""Finding and connecting to an upstream."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from agwctl.http.dial import Address, Resolver, dial
from agwctl.http.failure import ClientGone, DeadlineExceeded, UpstreamError
from agwctl.http.stream import SocketStream


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture
def deaf(listener):
    """The address of a listener whose queue is full: connecting to it neither succeeds nor fails."""
    listener.listen(0)
    address = listener.getsockname()
    waiting = []
    for _ in range(4):
        sock = socket.socket()
        sock.setblocking(False)
        sock.connect_ex(address)
        waiting.append(sock)
    time.sleep(0.01)
    yield Address(socket.AF_INET, address)
    for sock in waiting:
        sock.close()


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_the_first_address_that_answers_is_taken(listener):
    refused = Address(socket.AF_INET, ("127.0.0.1", closed_port()))
    stream = dial([refused, Address(socket.AF_INET, listener.getsockname())], 5, deadline=None, hangup=None)
    assert stream.peer() == f"127.0.0.1:{listener.getsockname()[1]}"
    stream.close()


def test_a_refusal_is_told_in_the_systems_words():
    with pytest.raises(UpstreamError) as caught:
        dial([Address(socket.AF_INET, ("127.0.0.1", closed_port()))], 5, deadline=None, hangup=None)
    assert str(caught.value) == "Connect: Connection refused (os error 111)"


def test_no_answer_is_a_timeout(deaf):
    with pytest.raises(UpstreamError) as caught:
        dial([deaf], 0.05, deadline=None, hangup=None)
    assert caught.value.kind == "ConnectTimeout"


def test_the_callers_deadline_is_told_apart_from_it(deaf):
    with pytest.raises(DeadlineExceeded):
        dial([deaf], 5, deadline=time.monotonic() + 0.05, hangup=None)


def test_a_client_that_leaves_ends_connecting(deaf):
    near, far = socket.socketpair()
    timer = threading.Timer(0.03, far.close)
    timer.start()
    with pytest.raises(ClientGone):
        dial([deaf], 5, deadline=None, hangup=SocketStream(near))
    timer.join()
    near.close()


def test_names_become_addresses_ipv4_first_and_are_remembered(monkeypatch):
    asked = []

    def look_up(host, port, **kinds):
        asked.append(host)
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0)),
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    resolver = Resolver(ttl=0.05)
    assert [address.sockaddr for address in resolver.resolve("a.test", 80)] == [("127.0.0.1", 80), ("::1", 80, 0, 0)]
    resolver.resolve("a.test", 80)
    assert asked == ["a.test"]
    time.sleep(0.06)
    resolver.resolve("a.test", 80)
    assert asked == ["a.test", "a.test"]


def test_a_name_that_leads_nowhere(monkeypatch):
    def fail(*args, **kinds):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(UpstreamError) as caught:
        Resolver().resolve("nowhere.test", 80)
    assert caught.value.kind == "Dns"


def test_what_can_be_no_name():
    with pytest.raises(UpstreamError) as caught:
        Resolver().resolve("a..b" + "x" * 70, 80)
    assert caught.value.kind == "Dns"


def test_unix_sockets(tmp_path):
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        stream = dial(Resolver().resolve(f"unix:{path}", 0), 5, deadline=None, hangup=None)
        stream.write(b"x")
        stream.close()
    with pytest.raises(UpstreamError) as caught:
        dial(Resolver().resolve(f"unix:{path}x", 0), 5, deadline=None, hangup=None)
    assert str(caught.value) == "Connect: No such file or directory (os error 2)"
