"""Upstream connections: when they are used again, when a request is sent again, and what is said when it cannot."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from agwctl.http.failure import ClientGone, DeadlineExceeded, UpstreamError
from agwctl.http.message import Headers
from agwctl.http.pool import Origin, Pool, Upstream
from agwctl.http.stream import SocketStream
from tests.http.peers import OK, PROMPTLY, ScriptedUpstream, Visit, answering, eventually
from tests.http.test_dial import closed_port


def ask(pool: Pool, origin: Origin, **more) -> Upstream:
    return pool.send(origin, **{"method": b"GET", "target": b"/", "headers": Headers([(b"host", b"a")]), **more})


def test_a_connection_is_used_again(pool, upstream):
    scripted = upstream(answering(OK))
    for _ in range(3):
        answer = ask(pool, scripted.origin)
        assert (answer.status, answer.reason, answer.read()) == (200, b"OK", b"ok")
        assert answer.peer == f"127.0.0.1:{scripted.port}"
    assert len(scripted.visits) == 1


def test_requests_at_the_same_time_have_a_connection_each(pool, upstream):
    scripted = upstream(answering(OK))
    first, second = ask(pool, scripted.origin), ask(pool, scripted.origin)
    assert first.read() == second.read() == b"ok"
    assert len(scripted.visits) == 2
    ask(pool, scripted.origin).read()
    assert len(scripted.visits) == 2


def test_each_version_has_its_own_connections(pool, upstream):
    scripted = upstream(answering(OK))
    ask(pool, scripted.origin).read()
    ask(pool, scripted.origin._replace(version=b"1.0")).read()
    assert [visit.received.split(b"\r\n")[0] for visit in scripted.visits] == [b"GET / HTTP/1.1", b"GET / HTTP/1.0"]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more",
        b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
    ],
)
def test_a_connection_that_may_not_go_on_is_closed(pool, upstream, answer):
    scripted = upstream(answering(answer))
    assert ask(pool, scripted.origin).read() == b"ok"
    eventually(lambda: scripted.visits[0].closed_at)


def test_a_connection_that_died_idle_is_replaced(pool, upstream):
    def once(visit: Visit) -> None:
        visit.read_request()
        visit.send(OK)

    scripted = upstream(once)
    ask(pool, scripted.origin).read()
    time.sleep(0.02)
    ask(pool, scripted.origin).read()
    assert len(scripted.visits) == 2


def test_an_unasked_word_on_an_idle_connection_ends_it(pool, upstream):
    speak = threading.Event()

    def script(visit: Visit) -> None:
        visit.read_request()
        visit.send(OK)
        speak.wait(5)
        visit.send(b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n")
        visit.wait_closed()

    scripted = upstream(script)
    ask(pool, scripted.origin).read()
    speak.set()
    time.sleep(0.02)
    assert ask(pool, scripted.origin).read() == b"ok"
    assert len(scripted.visits) == 2


def closing_the_second_request(when_read: bool):
    """Answers one request; closes a reused connection without an answer, after the request has come or before."""

    def script(visit: Visit) -> None:
        visit.read_request()
        visit.send(OK)
        if when_read:
            visit.read_request()

    return script


def test_a_request_that_arrived_is_not_sent_again(pool, upstream):
    scripted = upstream(closing_the_second_request(when_read=True))
    ask(pool, scripted.origin).read()
    with pytest.raises(UpstreamError) as caught:
        ask(pool, scripted.origin, method=b"POST", body=b"generate")
    assert str(caught.value) == "SendRequest: connection closed before message completed"
    assert len(scripted.visits) == 1


def test_a_request_that_could_not_be_written_whole_is_sent_again(pool, upstream, monkeypatch):
    """The peer resets the idle connection between the look at it and the write."""
    release = threading.Event()

    def script(visit: Visit) -> None:
        visit.read_request()
        visit.send(OK)
        release.wait(5)
        visit.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    scripted = upstream(script)
    ask(pool, scripted.origin).read()
    readable = SocketStream.readable

    def look(stream: SocketStream, patience: float) -> bool:
        found = readable(stream, patience)
        release.set()
        eventually(lambda: readable(stream, 0))
        return found

    monkeypatch.setattr(SocketStream, "readable", look)
    assert ask(pool, scripted.origin, method=b"POST", body=b"generate").read() == b"ok"
    assert len(scripted.visits) == 2
    assert b"generate" not in scripted.visits[0].received
    assert scripted.visits[1].received.endswith(b"\r\n\r\ngenerate")


def test_nothing_is_sent_again_over_a_fresh_connection(pool, upstream):
    scripted = upstream(lambda visit: None)
    with pytest.raises(UpstreamError):
        ask(pool, scripted.origin)
    assert len(scripted.visits) == 1


def test_an_upstream_that_is_not_there(pool):
    with pytest.raises(UpstreamError) as caught:
        ask(pool, Origin("127.0.0.1", closed_port()))
    assert str(caught.value) == "Connect: Connection refused (os error 111)"


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (b"", "connection closed before message completed"),
        (b"HTTP/1.1 200 OK\r\nconte", "connection closed before message completed"),
        (b"\x15\x03\x03\x00\x02\x02\x46", "invalid HTTP version parsed"),
    ],
)
def test_an_upstream_that_does_not_answer(pool, upstream, answer, cause):
    def script(visit: Visit) -> None:
        visit.read_request()
        visit.send(answer)

    with pytest.raises(UpstreamError) as caught:
        ask(pool, upstream(script).origin)
    assert str(caught.value) == f"SendRequest: {cause}"


def test_the_deadline_ends_the_wait_and_the_request(pool, upstream):
    scripted = upstream(lambda visit: visit.wait_closed() and None)
    with pytest.raises(DeadlineExceeded):
        ask(pool, scripted.origin, deadline=time.monotonic() + 0.05)
    assert eventually(lambda: scripted.visits[0].closed_at) < PROMPTLY


def silent(visit: Visit) -> None:
    visit.read_request()
    visit.wait_closed()


def never_reading(visit: Visit) -> None:
    time.sleep(0.1)
    visit.wait_closed()


@pytest.mark.parametrize(("script", "body"), [(silent, b""), (never_reading, b"x" * (16 << 20))])
def test_a_client_that_leaves_cancels_the_request(pool, upstream, script, body):
    scripted = upstream(script)
    near, far = socket.socketpair()
    left: list[float] = []

    def leave() -> None:
        far.close()
        left.append(time.monotonic())

    timer = threading.Timer(0.05, leave)
    timer.start()
    with pytest.raises(ClientGone):
        ask(pool, scripted.origin, method=b"POST", body=body, hangup=SocketStream(near))
    noticed = time.monotonic()
    timer.join()
    assert noticed - left[0] < PROMPTLY
    eventually(lambda: scripted.visits[0].closed_at)
    near.close()


def test_an_answer_before_the_upload_is_over_is_taken(pool, upstream):
    def script(visit: Visit) -> None:
        visit.sock.recv(1000)
        visit.send(b"HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n")
        visit.wait_closed()

    scripted = upstream(script)
    answer = ask(pool, scripted.origin, method=b"POST", body=iter([b"x" * (1 << 20)] * 100))
    assert answer.status == 413
    eventually(lambda: scripted.visits[0].closed_at)


def test_idle_connections_are_given_up(upstream):
    scripted = upstream(answering(OK))
    pool = Pool(idle_timeout=0.05)
    ask(pool, scripted.origin).read()
    time.sleep(0.06)
    pool.reap()
    eventually(lambda: scripted.visits[0].closed_at)
    pool.close()


def test_closing_closes_what_is_idle_and_what_comes_back(upstream):
    scripted = upstream(answering(OK))
    pool = Pool()
    ask(pool, scripted.origin).read()
    held = ask(pool, scripted.origin)
    ask(pool, scripted.origin).read()
    pool.close()
    assert held.read() == b"ok"
    eventually(lambda: all(visit.closed_at for visit in scripted.visits))


def test_connecting_is_told(upstream):
    scripted: ScriptedUpstream = upstream(answering(OK))
    seconds: list[float] = []
    pool = Pool(on_connect=seconds.append)
    ask(pool, scripted.origin).read()
    ask(pool, scripted.origin).read()
    assert len(seconds) == 1
    assert 0 < seconds[0] < 1
    pool.close()
