"""Sockets that wait only when they are asked to, and see a client leave meanwhile."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from agwctl.http.failure import ClientGone, DeadlineExceeded
from agwctl.http.stream import MemoryStream, SocketStream
from tests.http.peers import PROMPTLY


def tcp_pair():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        near = socket.create_connection(listener.getsockname())
        far, _ = listener.accept()
    return SocketStream(near), far


@pytest.fixture
def peer():
    """A stream and the socket at its other end."""
    stream, far = tcp_pair()
    yield stream, far
    stream.close()
    far.close()


@pytest.fixture
def client():
    """A client's connection and the client."""
    stream, far = tcp_pair()
    yield stream, far
    stream.close()
    far.close()


def test_nothing_there_is_not_the_end(peer):
    stream, far = peer
    assert stream.read_ready(10) is None
    far.sendall(b"x")
    assert stream.readable(1)
    assert stream.read_ready(10) == b"x"
    far.close()
    assert stream.read(10) == b""


def test_a_deadline_ends_a_wait(peer):
    stream, _ = peer
    started = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        stream.read(10, deadline=started + 0.05)
    assert 0.04 < time.monotonic() - started < 1


@pytest.mark.parametrize("leave", ["close", "reset", "half-close", "close behind pipelined bytes"])
def test_a_client_that_leaves_ends_a_wait_for_another(peer, client, leave):
    stream, _ = peer
    watched, far = client
    if leave == "close behind pipelined bytes":
        far.sendall(b"GET /next HTTP/1.1\r\n")

    def go() -> None:
        if leave == "reset":
            far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        if leave == "half-close":
            far.shutdown(socket.SHUT_WR)
        else:
            far.close()
        left.append(time.monotonic())

    left: list[float] = []
    timer = threading.Timer(0.03, go)
    timer.start()
    with pytest.raises(ClientGone):
        stream.read(10, deadline=time.monotonic() + 5, hangup=watched)
    timer.join()
    assert time.monotonic() - left[0] < PROMPTLY
    assert watched.gone()


def test_a_client_that_sends_more_has_not_left(peer, client):
    stream, far = peer
    watched, visitor = client
    visitor.sendall(b"more")
    timer = threading.Timer(0.05, far.sendall, (b"answer",))
    timer.start()
    assert stream.read(10, deadline=time.monotonic() + 5, hangup=watched) == b"answer"
    timer.join()
    assert not watched.gone()
    assert watched.read_ready(10) == b"more", "looking took nothing away"


def test_a_client_whose_connection_is_closed_has_left(peer, client):
    stream, _ = peer
    watched, _ = client
    watched.close()
    with pytest.raises(ClientGone):
        stream.read(10, hangup=watched)


BIG = b"x" * (8 << 20)


def test_a_write_waits_for_a_slow_reader(peer):
    stream, far = peer
    received = bytearray()

    def read() -> None:
        while len(received) < len(BIG):
            received.extend(far.recv(1 << 20))

    reader = threading.Thread(target=read)
    reader.start()
    assert stream.write(BIG, patience=5) == len(BIG)
    reader.join()
    assert received == BIG


def test_a_write_gives_up_on_one_who_takes_nothing(peer):
    stream, _ = peer
    started = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        stream.write(BIG, patience=0.05)
    assert time.monotonic() - started < 2


def test_a_blocked_write_ends_when_the_client_leaves(peer, client):
    stream, _ = peer
    watched, far = client
    timer = threading.Timer(0.03, far.close)
    timer.start()
    with pytest.raises(ClientGone):
        stream.write(BIG, hangup=watched)
    timer.join()


def test_a_blocked_write_can_end_when_the_peer_speaks(peer):
    stream, far = peer
    timer = threading.Timer(0.03, far.sendall, (b"enough",))
    timer.start()
    assert stream.write(BIG, until_input=True) < len(BIG)
    timer.join()
    assert stream.read(10) == b"enough"


def test_aborting_from_elsewhere_ends_a_wait(peer):
    stream, _ = peer
    timer = threading.Timer(0.03, stream.abort)
    timer.start()
    assert stream.read(10, deadline=time.monotonic() + 5) == b""
    timer.join()


def test_no_small_segment_waits_for_an_acknowledgement(peer):
    stream, _ = peer
    assert stream.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_memory_stream_gives_what_it_was_given():
    stream = MemoryStream([b"abc", b"d"])
    assert [stream.read(2), stream.read(2), stream.read(2), stream.read(2)] == [b"ab", b"c", b"d", b""]
    stream.write(b"x")
    stream.write(b"y")
    assert stream.sent == b"xy"
