"""`graceful-stop`: an answer that is being generated is not thrown away by a signal; 1.4 cuts it within 50 ms."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.guide.stage import CHAT, chat, config
from tests.proxy.process import Process, process
from tests.proxy.running import free_port
from tests.proxy.upstream import Seen, chunked, reply, upstream

STREAM = json.dumps(chat(stream=True))
SAID = {"model": "m", "choices": []}


class Generation:
    """An Ollama that answers in two halves: the second is said when `go` is set."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def __call__(self, seen: Seen) -> Iterator[bytes]:
        if seen.json.get("stream"):
            yield chunked("content-type: text/event-stream") + b"9\r\ndata: 1\n\n\r\n"
            if self.wait(seen):
                yield b"9\r\ndata: 2\n\n\r\n0\r\n\r\n"
        elif self.wait(seen):
            yield reply(200, SAID)

    def wait(self, seen: Seen) -> bool:
        """Until it may go on; False when nobody listens any more."""
        while not self.go.wait(0.01):
            if seen.wait_for_end(0):
                return False
        return True


@contextmanager
def serving(folder: Path, compat: str, generation: Generation, **environ: str) -> Iterator[tuple[Process, int]]:
    port = free_port()
    with upstream(generation) as behind:
        text = config("basic", behind.port).replace("PORT", str(port))
        arguments = ["--compat", compat, "--listen", "127.0.0.1", "-c", text]
        with process(folder, *arguments, environ=environ) as running:
            time.sleep(0.1)  # until it waits for signals, which end the wait at once only then
            yield running, port
        generation.go.set()


def begun(port: int, body: str = STREAM) -> http.client.HTTPConnection:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    client.request("POST", CHAT, body)
    return client


def gone(port: int) -> bool:
    """Whether no connection is taken any more."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_what_is_running_is_finished(tmp_path: Path, how: signal.Signals) -> None:
    generation, ready = Generation(), free_port()
    with serving(tmp_path, "guide", generation, READINESS_ADDR=f"127.0.0.1:{ready}") as (gateway, port):
        idle = socket.create_connection(("127.0.0.1", port))
        client, whole = begun(port), begun(port, json.dumps(chat()))
        answer = client.getresponse()
        assert answer.read1(100) == b"data: 1\n\n"
        gateway.popen.send_signal(how)
        assert gone(port)
        assert idle.recv(1) == b"", "a connection without a request is of no use any more"
        told = http.client.HTTPConnection("127.0.0.1", ready, timeout=5)
        told.request("GET", "/healthz/ready")
        readiness = told.getresponse()
        assert (readiness.status, readiness.read()) == (500, b"not ready, pending: drain\n")
        assert gateway.popen.poll() is None
        generation.go.set()
        assert answer.read() == b"data: 2\n\n"
        late = whole.getresponse()
        assert (late.status, json.loads(late.read())["model"], late.getheader("connection")) == (200, "m", "close")
        began = time.monotonic()
        assert gateway.popen.wait(5) == 0
        assert time.monotonic() - began < 1
        for each in (client, whole, told, idle):
            each.close()
    assert gateway.out.count("http.status=200") == 2


def test_it_does_not_wait_for_ever(tmp_path: Path) -> None:
    with serving(tmp_path, "guide", Generation(), CONNECTION_TERMINATION_DEADLINE="300ms") as (gateway, port):
        client = begun(port)
        answer = client.getresponse()
        began = time.monotonic()
        assert gateway.end() == 0
        assert 0.25 < time.monotonic() - began < 1.0
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            answer.read()
        client.close()


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_it_at_once(tmp_path: Path, second: signal.Signals) -> None:
    with serving(tmp_path, "guide", Generation()) as (gateway, port):
        client = begun(port)
        client.getresponse()
        gateway.popen.send_signal(signal.SIGTERM)
        assert gone(port)
        began = time.monotonic()
        assert gateway.end(second) == 0
        assert time.monotonic() - began < 0.3
        client.close()


@pytest.mark.parametrize("streamed", [True, False])
def test_the_release_cuts_what_is_running(tmp_path: Path, streamed: bool) -> None:
    with serving(tmp_path, "1.4", Generation()) as (gateway, port):
        client = begun(port, STREAM if streamed else json.dumps(chat()))
        if streamed:
            answer = client.getresponse()
        else:
            time.sleep(0.1)
        gateway.popen.send_signal(signal.SIGTERM)
        began = time.monotonic()
        with pytest.raises((http.client.IncompleteRead, ConnectionError, http.client.RemoteDisconnected)):
            answer.read() if streamed else client.getresponse()
        assert time.monotonic() - began < 0.4
        assert gateway.popen.wait(5) == 0
        client.close()


def test_the_release_keeps_serving_when_told_to(tmp_path: Path) -> None:
    """Until twice the minimal deadline."""
    generation = Generation()
    with serving(tmp_path, "1.4", generation, CONNECTION_MIN_TERMINATION_DEADLINE="600ms") as (gateway, port):
        client = begun(port)
        answer = client.getresponse()
        gateway.popen.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        generation.go.set()
        assert answer.read() == b"data: 1\n\ndata: 2\n\n"
        client.close()
        other = begun(port, json.dumps(chat()))
        assert other.getresponse().status == 200
        other.close()
        assert gateway.popen.wait(5) == 0


def test_the_request_to_quit_does_the_same(tmp_path: Path) -> None:
    generation, admin = Generation(), free_port()
    with serving(tmp_path, "guide", generation, ADMIN_ADDR=f"127.0.0.1:{admin}") as (gateway, port):
        client = begun(port)
        answer = client.getresponse()
        told = http.client.HTTPConnection("127.0.0.1", admin, timeout=5)
        told.request("POST", "/quitquitquit")
        assert told.getresponse().read() == b"shutdown now\n"
        told.close()
        assert gone(port)
        generation.go.set()
        assert answer.read() == b"data: 1\n\ndata: 2\n\n"
        client.close()
        assert gateway.popen.wait(5) == 0
