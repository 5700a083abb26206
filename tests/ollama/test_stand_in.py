"""The simulator behind a real socket: what goes over the wire, what is logged, and that all of it ends."""

from __future__ import annotations

import dataclasses
import http.client
import json
import re
import socket
import time
from collections.abc import Iterator

import pytest

from agwctl.errors import UnavailableError
from agwctl.http.message import Handler
from agwctl.ollama.address import parse
from agwctl.ollama.clock import Pace
from agwctl.ollama.discover import ask
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn

STREAM = json.dumps({"model": "llama3.2", "stream": True, "messages": [{"role": "user", "content": "hi"}]})


@pytest.fixture
def lines() -> list[str]:
    return []


def started(lines: list[str], pace: Pace) -> StandIn:
    stand_in = StandIn(simulator=Simulator(pace=pace), log=lines.append)
    stand_in.start()
    return stand_in


@pytest.fixture
def stand_in(lines: list[str]) -> Iterator[StandIn]:
    running = started(lines, Pace())
    yield running
    running.stop()


def sent(stand_in: StandIn, raw: str) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", stand_in.port), 5)
    sock.sendall(raw.encode())
    return sock


def post(path: str, body: str) -> str:
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n{body}"


def eventually(true: object) -> bool:
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.005)
    return False


def test_it_is_found_as_an_ollama(stand_in: StandIn) -> None:
    assert ask(parse(stand_in.url)).chat_model("llama3.2") == "llama3.2"


def test_one_event_one_chunk_on_the_wire(stand_in: StandIn) -> None:
    with sent(stand_in, post("/v1/chat/completions", STREAM)) as sock:
        received = b""
        while not received.endswith(b"0\r\n\r\n"):
            received += sock.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    assert re.sub(rb"Date: .* GMT", b"Date: now", head).split(b"\r\n") == [
        b"HTTP/1.1 200 OK",
        b"Content-Type: text/event-stream",
        b"Date: now",
        b"Transfer-Encoding: chunked",
    ]
    for chunk in re.findall(rb"([0-9a-f]+)\r\n(data: .*?\n\n)\r\n", body, re.S):
        assert int(chunk[0], 16) == len(chunk[1])
    assert body.endswith(b"data: [DONE]\n\n\r\n0\r\n\r\n")


def test_connections_are_kept(stand_in: StandIn) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", stand_in.port, timeout=5)
    for _ in range(3):
        connection.request("HEAD", "/")
        response = connection.getresponse()
        assert (response.status, response.getheader("content-length"), response.read()) == (200, "17", b"")
        connection.request("POST", "/api/chat", STREAM)
        response = connection.getresponse()
        assert json.loads(response.read().splitlines()[-1])["done"] is True
    connection.close()


def test_a_line_a_request(stand_in: StandIn, lines: list[str]) -> None:
    with sent(stand_in, "GET /nope?a=b HTTP/1.1\r\nHost: localhost\r\n\r\n") as sock:
        sock.recv(65536)
    assert eventually(lambda: lines)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z 404 GET /nope\?a=b 18B \d+ms", lines[0])


@pytest.mark.parametrize(
    "pace",
    [Pace(load_seconds=60), Pace(tokens_per_second=20)],
    ids=["before the first token", "in the middle of a stream"],
)
@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_leaves_ends_its_generation(lines: list[str], pace: Pace, stream: bool) -> None:
    stand_in = started(lines, pace)
    try:
        with sent(stand_in, post("/v1/chat/completions", STREAM.replace("true", str(stream).lower()))):
            assert eventually(lambda: stand_in.simulator.busy == 1)
            time.sleep(0.1)
        left = time.monotonic()
        assert eventually(lambda: stand_in.simulator.busy == 0)
        assert time.monotonic() - left < 0.5
        assert eventually(lambda: lines)
        assert lines[0].endswith("client left")
    finally:
        stand_in.stop()


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UnavailableError, match=f"cannot listen on 127.0.0.1:{port}: the port is taken"):
            StandIn(port=port)


def test_an_address_that_is_not_here() -> None:
    with pytest.raises(UnavailableError, match=r"cannot listen on 192\.0\.2\.1:0") as raised:
        StandIn("192.0.2.1")
    assert "an address of this machine" in (raised.value.hint or "")


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_ipv6() -> None:
    stand_in = StandIn("::1")
    stand_in.start()
    try:
        assert stand_in.url == f"http://[::1]:{stand_in.port}"
        assert ask(parse(stand_in.url)).version == "0.33.0"
    finally:
        stand_in.stop()


def test_another_handler_around() -> None:
    def teapot(handler: Handler) -> Handler:
        return lambda request: dataclasses.replace(handler(request), status=418)

    running = StandIn(around=teapot)
    running.start()
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (418, b"Ollama is running")
    connection.close()
    running.stop()
