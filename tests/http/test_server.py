"""The whole server: bounds, overload, drain, and nothing left behind."""

from __future__ import annotations

import os
import threading
import time

import pytest

from agwctl.http import acceptor as acceptor_module
from agwctl.http import relay as relay_module
from agwctl.http import stream as stream_module
from agwctl.http.listen import bind
from agwctl.http.message import Headers, Response
from agwctl.http.poller import SelectorPoller
from agwctl.http.server import Server, ServerSettings
from tests.http.peers import PATIENCE, STREAM, Gate, Visit, connect, eventually, get


def test_several_listeners_each_with_its_handler_and_bounds(client, serve):
    serving = serve(lambda request: Response(200, body=b"%d" % request.local_port))
    second = bind("127.0.0.1", 0)
    port = second.getsockname()[1]
    handler_settings = ServerSettings(max_headers=2)
    serving.server.listen(second, lambda request: Response(200, body=b"second"), handler_settings)
    assert client(serving).ask(get("/", "a: 1", "b: 1")).body == b"%d" % serving.port
    other = connect(port)
    assert other.ask(get()).body == b"second"
    assert other.ask(get("/", "a: 1", "b: 1")).status == 431
    other.close()


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="needs /proc")
def test_stopping_leaves_nothing(proxy, client):
    def script(visit: Visit) -> None:
        if b"/stream" in visit.read_request():
            visit.send(STREAM)
        visit.wait_closed()

    threads = set(threading.enumerate())
    serving, scripted, _ = proxy(script)
    for path in ("/stream", "/silent"):
        client(serving).send(get(path))
    client(serving).send(b"GET /part")
    client(serving)
    eventually(lambda: len(scripted.visits) == 2 and all(visit.received for visit in scripted.visits))
    serving.close()
    eventually(lambda: all(visit.closed_at for visit in scripted.visits))
    assert serving.server.connections == 0
    left = [thread for thread in set(threading.enumerate()) - threads if "upstream" not in thread.name]
    assert left == []


def test_stopping_what_never_started():
    server = Server()
    server.listen(bind("127.0.0.1", 0), lambda request: Response(200))
    server.stop()


def drain_in_background(server: Server, **deadlines: float) -> tuple[threading.Thread, list[bool]]:
    results: list[bool] = []
    thread = threading.Thread(target=lambda: results.append(server.drain(**deadlines)))
    thread.start()
    return thread, results


def test_draining_finishes_what_is_running_and_takes_nothing_new(serve, client):
    gate = Gate()
    serving = serve(gate)
    idle, held = client(serving), client(serving)
    assert idle.ask(get()).status == 200
    held.send(get("/held"))
    gate.held.acquire(timeout=PATIENCE)
    thread, results = drain_in_background(serving.server, max_deadline=PATIENCE)
    assert idle.rest() == b"", "idle connections are closed"
    with pytest.raises(OSError):
        eventually(lambda: connect(serving.port).close(), patience=1)
    gate.open.set()
    reply = held.reply()
    assert (reply.status, reply.body, reply["connection"]) == (200, b"done", "close")
    thread.join(PATIENCE)
    assert results == [True]


def test_draining_lets_a_stream_end(proxy, client):
    go = threading.Event()

    def script(visit: Visit) -> None:
        visit.read_request()
        visit.send(STREAM)
        go.wait(PATIENCE)
        visit.send(b"2\r\nok\r\n0\r\n\r\n")

    serving, _, handler = proxy(script)
    connection = client(serving)
    connection.send(get())
    connection.until(b"\r\n\r\n")
    thread, results = drain_in_background(serving.server, max_deadline=PATIENCE)
    time.sleep(0.05)
    go.set()
    assert connection.until(b"0\r\n\r\n") == b"2\r\nok\r\n0\r\n\r\n"
    thread.join(PATIENCE)
    assert results == [True]
    assert handler.ended[0].complete


def test_draining_cuts_what_is_left_at_its_end(proxy, client):
    def script(visit: Visit) -> None:
        if b"/stream" in visit.read_request():
            visit.send(STREAM)
        visit.wait_closed()

    serving, scripted, _ = proxy(script)
    streamed, waiting = client(serving), client(serving)
    streamed.send(get("/stream"))
    streamed.until(b"\r\n\r\n")
    waiting.send(get("/silent"))
    eventually(lambda: len(scripted.visits) == 2)
    started = time.monotonic()
    assert not serving.server.drain(max_deadline=0.1)
    assert 0.1 <= time.monotonic() - started < 0.5
    assert streamed.rest() == b""
    assert waiting.rest() == b""
    eventually(lambda: all(visit.closed_at for visit in scripted.visits))


def test_until_the_first_deadline_connections_are_still_served(serve, client):
    serving = serve(lambda request: Response(200, Headers(), b"ok"))
    kept = client(serving)
    assert kept.ask(get())["connection"] is None
    thread, results = drain_in_background(serving.server, min_deadline=0.3, max_deadline=1)
    time.sleep(0.05)
    for connection in (kept, client(serving)):
        reply = connection.ask(get())
        assert (reply.body, reply["connection"]) == (b"ok", "close")
    thread.join(PATIENCE)
    assert results == [True]


@pytest.fixture(params=["this system's way", "the way of systems without epoll and POLLRDHUP"])
def system(request, monkeypatch):
    if request.param.startswith("the way"):
        for module in (relay_module, acceptor_module):
            monkeypatch.setattr(module, "make_poller", SelectorPoller)
        monkeypatch.setattr(stream_module, "GONE", stream_module.INPUT)
        for module in (relay_module, stream_module):
            monkeypatch.setattr(module, "READS_HIDE_THE_END", True)
    return request.param


def test_everyday_life(system, proxy, client):
    """Keep-alive, streams, pipelining and hang-ups, whatever the system offers to wait with."""
    cancelled: list[bytes] = []

    def script(visit: Visit) -> None:
        while request := visit.read_request():
            if b"/endless" in request or b"/silent" in request:
                visit.send(STREAM + b"2\r\nok\r\n" if b"/endless" in request else b"")
                visit.wait_closed()
                cancelled.append(request)
            else:
                visit.send(STREAM)
                time.sleep(0.01)
                visit.send(b"2\r\nok\r\n0\r\n\r\n")

    serving, _, _ = proxy(script)
    connections = [client(serving) for _ in range(5)]
    for _ in range(3):
        for connection in connections:
            connection.send(get() + get())
        for connection in connections:
            assert [connection.reply().body for _ in range(2)] == [b"ok", b"ok"]
    leaving = [client(serving) for _ in range(4)]
    for number, connection in enumerate(leaving):
        connection.send(get("/silent" if number % 2 else "/endless"))
    leaving[0].until(b"ok")
    leaving[2].until(b"ok")
    leaving[2].send(get("/pipelined"))
    time.sleep(0.05)
    for connection in leaving:
        connection.close()
    # Pipelined bytes may hide that the third one has left.
    eventually(lambda: len(cancelled) == 4 if system == "this system's way" else len(cancelled) >= 3)
    assert connections[0].ask(get()).body == b"ok"
