"""Open streams: nothing held back, nobody disturbed by a slow or leaving neighbour."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from agwctl.http import relay as relay_module
from agwctl.http.flow import Flow
from tests.http.peers import (
    OK,
    PATIENCE,
    PROMPTLY,
    STREAM,
    Visit,
    eventually,
    get,
)

CHUNK = b"9\r\ndata: 1\n\n\r\n"


def streaming(visit: Visit) -> None:
    """Events until the other side leaves."""
    visit.read_request()
    visit.send(STREAM)
    visit.sock.settimeout(0.005)
    while visit.closed_at is None:
        visit.send(CHUNK)
        try:
            visit._receive()
        except TimeoutError:
            continue


def test_each_chunk_leaves_at_once(proxy, client):
    sent = threading.Semaphore(0)

    def script(visit: Visit) -> None:
        visit.read_request()
        visit.send(STREAM)
        for _ in range(3):
            assert sent.acquire(timeout=PATIENCE)
            visit.send(CHUNK)
        visit.send(b"0\r\n\r\n")

    serving, _, _ = proxy(script)
    connection = client(serving)
    connection.send(get())
    connection.until(b"\r\n\r\n")
    for _ in range(3):
        sent.release()
        assert connection.until(CHUNK) == CHUNK, "it comes before the next one is sent"
    assert connection.until(b"0\r\n\r\n") == b"0\r\n\r\n"


def test_streams_keep_no_worker(proxy, client):
    serving, _, _ = proxy(streaming, threads=1)
    connections = [client(serving) for _ in range(8)]
    for connection in connections:
        connection.send(get())
        connection.until(CHUNK)
    for connection in connections:
        connection.until(CHUNK * 2)


def silent(visit: Visit) -> None:
    visit.read_request()
    visit.wait_closed()


def dripping(visit: Visit) -> None:
    visit.read_request()
    visit.send(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    visit.sock.settimeout(0.005)
    while visit.closed_at is None:
        visit.send(b"x")
        try:
            visit._receive()
        except TimeoutError:
            continue


@pytest.mark.parametrize("leave", ["close", "reset", "half-close", "pipelined, then close"])
@pytest.mark.parametrize("state", ["silent", "streamed", "buffered"])
def test_a_client_that_leaves_cancels_the_upstream_request(proxy, client, state, leave):
    script = {"silent": silent, "streamed": streaming, "buffered": dripping}[state]
    serving, scripted, handler = proxy(script)
    handler.buffered = state == "buffered"
    connection = client(serving)
    connection.send(get() + (get("/next") if "pipelined" in leave else b""))
    if state == "streamed":
        connection.until(CHUNK)
    else:
        eventually(lambda: scripted.visits and scripted.visits[0].received)
        time.sleep(0.02)
    if leave == "reset":
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    left = time.monotonic()
    if leave == "half-close":
        connection.sock.shutdown(socket.SHUT_WR)
    else:
        connection.close()
    eventually(lambda: scripted.visits[0].closed_at)
    assert scripted.visits[0].closed_at - left < PROMPTLY
    eventually(lambda: serving.server.connections == 0)
    if state == "streamed":
        assert [outcome.client_gone for outcome in handler.ended] == [True]
    if leave == "half-close" and state != "streamed":
        assert connection.rest() == b"", "a client that has ended its side gets no reply"


def test_a_client_that_leaves_during_its_upload_cancels_it(proxy, client):
    serving, scripted, _ = proxy(silent)
    connection = client(serving)
    connection.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhello")
    eventually(lambda: scripted.visits and scripted.visits[0].received.endswith(b"hello"))
    left = time.monotonic()
    connection.close()
    eventually(lambda: scripted.visits[0].closed_at)
    assert scripted.visits[0].closed_at - left < PROMPTLY


def test_the_connection_goes_on_after_a_stream(proxy, client):
    def script(visit: Visit) -> None:
        while visit.read_request():
            visit.send(STREAM)
            time.sleep(0.01)
            visit.send(CHUNK + b"0\r\n\r\n")

    serving, scripted, handler = proxy(script)
    connection = client(serving)
    connection.send(get("/1") + get("/2"))
    assert [connection.reply().body for _ in range(2)] == [b"data: 1\n\n"] * 2
    assert connection.ask(get("/3")).complete
    assert len(scripted.visits) == 1, "the upstream's connection was used again"
    eventually(lambda: len(handler.ended) == 3)
    assert all(outcome.complete for outcome in handler.ended)


def test_a_slow_reader_pauses_its_upstream_and_nobody_else(proxy, client):
    blocked = threading.Event()
    size = 64 << 20

    def script(visit: Visit) -> None:
        if b"/big" not in visit.read_request():
            visit.send(OK)
            return
        visit.send(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % size)
        visit.sock.settimeout(0.3)
        sent = 0
        while sent < size:
            try:
                sent += visit.sock.send(b"x" * (1 << 20))
            except TimeoutError:
                blocked.set()

    serving, _, handler = proxy(script)
    slow = client(serving)
    slow.send(get("/big"))
    assert blocked.wait(PATIENCE), "the upstream is not read further than the client reads"
    started = time.monotonic()
    assert client(serving).ask(get("/small")).body == b"ok"
    assert time.monotonic() - started < 0.2
    reply = slow.reply()
    assert (len(reply.body), reply.complete) == (size, True)
    eventually(lambda: len(handler.ended) == 2)


def test_a_client_that_takes_nothing_is_cut(proxy, client, monkeypatch):
    monkeypatch.setattr(relay_module, "TICK", 0.02)

    def script(visit: Visit) -> None:
        visit.read_request()
        visit.send(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n")
        while True:
            visit.send(b"x" * (1 << 20))

    serving, _, handler = proxy(script, write_timeout=0.1)
    client(serving).send(get())
    eventually(lambda: handler.ended)
    assert handler.ended[0].client_gone
    eventually(lambda: serving.server.connections == 0)


def test_an_upstream_that_resets_cuts_the_stream(proxy, client):
    def script(visit: Visit) -> None:
        visit.read_request()
        visit.send(STREAM + CHUNK)
        time.sleep(0.05)
        visit.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    serving, _, handler = proxy(script)
    reply = client(serving).ask(get())
    assert (reply.body, reply.complete) == (b"data: 1\n\n", False)
    eventually(lambda: handler.ended)
    assert handler.ended[0].error == "Connection reset by peer (os error 104)"


def test_stopping_cuts_every_stream_and_tells_so(proxy, client):
    serving, scripted, handler = proxy(streaming)
    connections = [client(serving) for _ in range(5)]
    for connection in connections:
        connection.send(get())
        connection.until(CHUNK)
    serving.close()
    assert len(handler.ended) == 5
    assert not any(outcome.complete for outcome in handler.ended)
    for connection in connections:
        assert b"0\r\n\r\n" not in connection.rest()
    eventually(lambda: all(visit.closed_at for visit in scripted.visits))


def test_many_streams_at_once_lose_and_mix_nothing(proxy, client):
    count, events = 60, 40

    def script(visit: Visit) -> None:
        name = visit.read_request().split(b" ")[1]
        visit.send(STREAM)
        for number in range(events):
            event = b"data: %b %03d\n\n" % (name, number)
            visit.send(b"%x\r\n%b\r\n" % (len(event), event))
            time.sleep(0.002)
        visit.send(b"0\r\n\r\n")

    serving, _, handler = proxy(script)
    connections = [client(serving) for _ in range(count)]
    for number, connection in enumerate(connections):
        connection.send(get(f"/{number}"))
    for number, connection in enumerate(connections):
        expected = b"".join(b"data: /%d %03d\n\n" % (number, event) for event in range(events))
        reply = connection.reply()
        assert (reply.body, reply.complete) == (expected, True)
    eventually(lambda: len(handler.ended) == count)


def test_the_relay_survives_a_bug(proxy, client, monkeypatch):
    serving, _, handler = proxy(streaming)
    healthy = client(serving)
    healthy.send(get())
    healthy.until(CHUNK)
    advance, failures, shown = Flow.advance, [KeyError("bug")], []

    def failing(flow: Flow) -> None:
        if failures and flow.downstream.peer == broken.sock.getsockname():
            raise failures.pop()
        advance(flow)

    monkeypatch.setattr("sys.excepthook", lambda kind, error, trace: shown.append(error))
    broken = client(serving)
    monkeypatch.setattr(Flow, "advance", failing)
    broken.send(get())
    assert b"0\r\n\r\n" not in broken.rest()
    assert [type(error) for error in shown] == [KeyError]
    eventually(lambda: [outcome.error for outcome in handler.ended] == ["internal error"])
    healthy.until(CHUNK * 2)
