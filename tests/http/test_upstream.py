"""Answers of an upstream, read by whoever asked."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from agwctl.http.failure import BodyTooLarge, ClientGone, DeadlineExceeded, UpstreamError
from agwctl.http.message import Headers
from agwctl.http.stream import SocketStream
from tests.http.peers import PROMPTLY, STREAM, Visit, answering, eventually
from tests.http.test_pool import ask

BODIES = {
    "length": b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\nhello world",
    "chunks": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\nx-t: 1\r\n\r\n",
    "close": b"HTTP/1.1 200 OK\r\n\r\nhello world",
}


def closing(answer: bytes):
    def script(visit: Visit) -> None:
        visit.read_request()
        for byte in answer:
            visit.send(bytes([byte]))

    return script


@pytest.mark.parametrize("answer", BODIES.values(), ids=BODIES)
def test_a_body_is_read_whole_and_as_it_comes(pool, upstream, answer):
    # Two upstreams: the first closes after its answer, perhaps not before the pool has tested the connection.
    assert ask(pool, upstream(closing(answer)).origin).read() == b"hello world"
    assert b"".join(ask(pool, upstream(closing(answer)).origin).iterate()) == b"hello world"


@pytest.mark.parametrize("answer", BODIES.values(), ids=BODIES)
def test_the_limit_is_kept(pool, upstream, answer):
    assert len(ask(pool, upstream(closing(answer)).origin).read(limit=11)) == 11
    with pytest.raises(BodyTooLarge):
        ask(pool, upstream(closing(answer)).origin).read(limit=10)


@pytest.mark.parametrize("answer", [BODIES["length"][:-1], BODIES["chunks"][:-1], BODIES["chunks"][:-30]])
def test_a_body_that_breaks_off_is_an_error(pool, upstream, answer):
    with pytest.raises(UpstreamError) as caught:
        ask(pool, upstream(closing(answer)).origin).read()
    assert caught.value.kind == "Response"


def test_broken_chunks_are_an_error(pool, upstream):
    with pytest.raises(UpstreamError) as caught:
        ask(pool, upstream(closing(STREAM + b"zz\r\n")).origin).read()
    assert caught.value.kind == "Response"


@pytest.mark.parametrize("method", [b"HEAD", b"GET"])
def test_an_answer_without_a_body_leaves_the_connection_free_at_once(pool, upstream, method):
    status = b"200 OK" if method == b"HEAD" else b"204 No Content"
    scripted = upstream(answering(b"HTTP/1.1 " + status + b"\r\ncontent-length: 5\r\n\r\n"))
    first, second = ask(pool, scripted.origin, method=method), ask(pool, scripted.origin, method=method)
    assert first.read() == second.read() == b""
    assert len(scripted.visits) == 1


def stalling(visit: Visit) -> None:
    visit.read_request()
    visit.send(STREAM + b"5\r\nhello\r\n")
    visit.wait_closed()


def test_a_client_that_leaves_ends_a_buffered_answer(pool, upstream):
    scripted = upstream(stalling)
    near, far = socket.socketpair()
    answer = ask(pool, scripted.origin, hangup=SocketStream(near))
    timer = threading.Timer(0.03, far.close)
    timer.start()
    with pytest.raises(ClientGone):
        answer.read()
    assert eventually(lambda: scripted.visits[0].closed_at) < PROMPTLY
    timer.join()
    near.close()


def test_a_deadline_ends_a_buffered_answer(pool, upstream):
    scripted = upstream(stalling)
    with pytest.raises(DeadlineExceeded):
        ask(pool, scripted.origin).read(deadline=time.monotonic() + 0.05)
    assert eventually(lambda: scripted.visits[0].closed_at) < PROMPTLY


@pytest.mark.parametrize("leave", ["close", "abandon", "stop iterating"])
def test_an_answer_that_is_not_read_closes_its_connection(pool, upstream, leave):
    scripted = upstream(stalling)
    answer = ask(pool, scripted.origin)
    if leave == "close":
        answer.close()
    elif leave == "abandon":
        answer.handover().abandon()
    else:
        pieces = answer.iterate()
        assert next(pieces) == b"hello"
        pieces.close()  # type: ignore[attr-defined]
    eventually(lambda: scripted.visits[0].closed_at)


def test_header_names_keep_their_spelling(pool, upstream):
    answer = ask(pool, upstream(answering(b"HTTP/1.1 200 OK\r\nX-MiXeD: V\r\ncontent-length: 0\r\n\r\n")).origin)
    assert answer.headers.items == Headers([(b"X-MiXeD", b"V"), (b"content-length", b"0")]).items
