"""The whole server: bounds, overload, drain, and nothing left behind."""

from __future__ import annotations

import os
import socket
import threading
import time

import pytest

from agwctl.http import relay as relay_module
from agwctl.http import server as server_module
from agwctl.http import stream as stream_module
from agwctl.http.listen import bind
from agwctl.http.message import Headers, Request, Response
from agwctl.http.poller import SelectorPoller
from agwctl.http.server import Server, ServerSettings
from tests.http.peers import PATIENCE, STREAM, Visit, connect, eventually, get


class Gate:
    """A handler that holds requests to `/held` until it is opened."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.held = threading.Semaphore(0)

    def __call__(self, request: Request) -> Response:
        if request.target == b"/held":
            self.held.release()
            self.open.wait(PATIENCE)
        return Response(200, body=b"done")


def test_idle_connections_keep_no_thread(serve, client):
    before = threading.active_count()
    serving = serve(lambda request: Response(200), threads=2)
    connections = [client(serving) for _ in range(30)]
    for connection in connections:
        assert connection.ask(get()).status == 200
    for connection in reversed(connections):
        assert connection.ask(get()).status == 200
    assert threading.active_count() - before <= 4  # the acceptor, the relay and two workers


def test_overload_is_answered_503_soon(serve, client):
    gate = Gate()
    serving = serve(gate, threads=2)
    held = [client(serving) for _ in range(2)]
    for connection in held:
        connection.send(get("/held"))
        gate.held.acquire(timeout=PATIENCE)
    started = time.monotonic()
    reply = client(serving).ask(get())
    assert (reply.status, reply["connection"], reply["retry-after"]) == (503, "close", "1")
    assert time.monotonic() - started < 0.5
    gate.open.set()
    assert [connection.reply().status for connection in held] == [200, 200]
    assert client(serving).ask(get()).status == 200


def test_a_request_waits_a_moment_for_a_worker(serve, client):
    gate = Gate()
    serving = serve(gate, threads=1)
    held = client(serving)
    held.send(get("/held"))
    gate.held.acquire(timeout=PATIENCE)
    threading.Timer(0.03, gate.open.set).start()
    assert client(serving).ask(get()).status == 200
    assert held.reply().status == 200


def test_one_connection_too_many_is_answered_503(serve, client):
    serving = serve(lambda request: Response(200), max_connections=3)
    kept = [client(serving) for _ in range(3)]
    for connection in kept:
        assert connection.ask(get()).status == 200
    refused = connect(serving.port)
    assert refused.ask(get()).status == 503
    refused.close()
    kept[0].close()
    eventually(lambda: serving.server.connections <= 2)
    assert client(serving).ask(get()).status == 200
    assert kept[1].ask(get()).status == 200


@pytest.fixture
def quick_tick(monkeypatch):
    monkeypatch.setattr(server_module, "TICK", 0.02)


@pytest.mark.parametrize("said", [b"", b"GET / HT"])
def test_a_silent_connection_is_closed_without_a_reply(quick_tick, serve, client, said):
    connection = client(serve(lambda request: Response(200), idle_timeout=0.1, head_timeout=0.1))
    if said:
        connection.send(said)
    started = time.monotonic()
    assert connection.rest() == b""
    assert 0.05 < time.monotonic() - started < 2


def test_an_idle_connection_is_closed_without_a_reply(quick_tick, serve, client):
    connection = client(serve(lambda request: Response(200), idle_timeout=0.1))
    assert connection.ask(get()).status == 200
    assert connection.rest() == b""


def test_lingering_has_an_end(quick_tick, serve, client):
    serving = serve(lambda request: Response(200), linger=0.1)
    connection = client(serving)
    connection.send(b"nonsense\r\n\r\n")
    assert connection.reply().status == 400
    eventually(lambda: serving.server.connections == 0)


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


def test_running_out_of_descriptors_pauses_accepting(quick_tick, serve, client, monkeypatch):
    serving = serve(lambda request: Response(200))
    accept = socket.socket.accept
    failures = iter([OSError(24, "Too many open files")] * 3)

    def failing(sock: socket.socket):
        for error in failures:
            raise error
        return accept(sock)

    monkeypatch.setattr(socket.socket, "accept", failing)
    assert client(serving).ask(get()).status == 200


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
        for module in (relay_module, server_module):
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
