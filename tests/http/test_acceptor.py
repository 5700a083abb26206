"""What the acceptor does itself: idle and silent connections, overload, and running out of descriptors."""

from __future__ import annotations

import socket
import sys
import threading
import time

import pytest

from agwctl.http import acceptor as acceptor_module
from agwctl.http.message import Response
from tests.http.peers import PATIENCE, Gate, connect, eventually, get


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
    monkeypatch.setattr(acceptor_module, "TICK", 0.02)


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


def test_it_survives_what_goes_wrong_in_it(serve, client, monkeypatch):
    shown = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: shown.append(error))
    monkeypatch.setattr(acceptor_module, "peer_name", lambda peer: 1 / 0)
    serving = serve(lambda request: Response(200))
    assert client(serving).ask(get()).status == 0
    eventually(lambda: shown)  # the client may see the end before that is said
    monkeypatch.undo()
    assert client(serving).ask(get()).status == 200
    assert isinstance(shown[0], ZeroDivisionError)


def test_clients_on_a_socket_for_both_families_are_named_as_they_are():
    assert acceptor_module.peer_name(("::ffff:127.0.0.1", 80, 0, 0)) == ("127.0.0.1", 80)
    assert acceptor_module.peer_name(("::1", 80, 0, 0)) == ("::1", 80)
    assert acceptor_module.peer_name(b"") == ("", 0)
