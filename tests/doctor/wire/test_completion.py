"""One completion: what is read from the answers of Ollama, and that no peer makes it fail or last."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from agwctl.doctor.facts.deep import DIRECTLY
from agwctl.doctor.wire.completion import complete, embed
from agwctl.testing import ollama

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


def event(value: object) -> bytes:
    return b"data: " + (value if isinstance(value, bytes) else json.dumps(value).encode()) + b"\n\n"


def delta(content: str = "", finish: str | None = None, **more: str) -> bytes:
    return event({"choices": [{"delta": {"content": content, **more}, "finish_reason": finish}]})


@contextmanager
def peer(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that reads one request and then does as it likes."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener, listener.accept()[0] as connection:
            asked = b""
            while not asked.endswith(b"}"):
                asked += connection.recv(65536)
            try:
                answer(connection)
            except OSError:  # the client left, as it should
                pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        thread.join(5)


def sent(*pieces: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(b"".join(pieces))


@pytest.mark.parametrize("is_stream", [True, False])
def test_of_the_stand_in(is_stream):
    with ollama(models=["llama3.2"]) as llm:
        told = complete(llm.url, "llama3.2", DIRECTLY, is_stream, 5)
    assert (told.status, told.error, told.is_good) == (200, "", True)
    assert told.text
    assert 0 < told.tokens <= 32
    assert told.prompt_tokens > 0
    assert told.finish_reason in ("stop", "length")
    assert bool(told.arrivals) == is_stream
    assert 0 < told.first_byte <= told.total < 2


def test_pace_and_thoughts():
    with ollama(models=["qwen3:0.6b"], tokens_per_second=100) as llm:
        told = complete(llm.url, "qwen3:0.6b", DIRECTLY, True, 5)
    assert told.thinking
    assert told.arrivals[-1] - told.arrivals[0] > 0.1
    assert told.tokens == 32


@pytest.mark.parametrize(
    ("fault", "status", "error"),
    [
        ("busy", 503, "server busy, please try again.  maximum pending requests exceeded"),
        ("forbidden", 403, ""),
    ],
)
def test_refusals(fault, status, error):
    with ollama(models=["llama3.2"]) as llm:
        llm.fault(fault)
        told = complete(llm.url, "llama3.2", DIRECTLY, True, 5)
    assert (told.status, told.is_good) == (status, False)
    assert error in told.error


@pytest.mark.parametrize(
    ("answer", "error", "is_complete"),
    [
        ([OK, delta("a"), delta(finish="stop"), event(b"[DONE]")], "", True),
        ([OK, delta("a"), event({"error": {"message": "boom"}})], "boom", False),
        ([OK, delta("a"), event({"error": "boom"}), event(b"[DONE]")], "boom", False),
        ([OK, delta("a")], "", False),
        ([OK, event(b"{"), event(b"[]"), event({"choices": [3]}), event(b"[DONE]")], "", False),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<html></h"], "the answer is no chat completion", False),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx"], "the connection ended in the middle", False),
        ([b"HTTP/1.1 524 \r\nContent-Type: text/html\r\n\r\n<h1>\n"], "text/html: <h1>", False),
        ([b"\xff\xfe nonsense\r\n"], "nonsense", False),
        ([], "", False),
    ],
)  # fmt: skip
def test_answers(answer, error, is_complete):
    with peer(sent(*answer)) as url:
        told = complete(url, "m", DIRECTLY, True, 5)
    assert error in told.error
    assert told.is_complete is is_complete
    assert told.is_good is (is_complete and not error)


def test_what_is_in_front_is_told():
    with peer(sent(b"HTTP/1.1 524 \r\nServer: cloudflare\r\nCF-RAY: 1-TST\r\n\r\n")) as url:
        assert complete(url, "m", DIRECTLY, False, 5).server_header == "Server: cloudflare, CF-RAY: 1-TST"


def drips(connection: socket.socket) -> None:
    connection.sendall(OK)
    while True:
        connection.sendall(b"d")
        time.sleep(0.05)


def floods(connection: socket.socket) -> None:
    connection.sendall(OK)
    while True:
        connection.sendall(b"data: x\n" * 8192)


def keeps_quiet(connection: socket.socket) -> None:
    connection.recv(1)


@pytest.mark.parametrize(
    ("how", "error"),
    [(drips, "not done after 1 s"), (floods, "the answer does not end"), (keeps_quiet, "not done after 1 s")],
)
def test_nothing_lasts(how, error):
    began = time.monotonic()
    with peer(how) as url:
        told = complete(url, "m", DIRECTLY, True, 0.6)
        assert time.monotonic() - began < 3
    assert told.error == error


def test_nobody_there():
    told = complete("http://127.0.0.1:1", "m", DIRECTLY, True, 1)
    assert (told.status, told.is_good) == (0, False)
    assert "refused" in told.error


def test_a_vector():
    with ollama(models=["nomic-embed-text"]) as llm:
        told = embed(llm.url, "nomic-embed-text", DIRECTLY, 5)
    assert (told.status, told.vector, told.is_good, told.is_stream) == (200, 768, True, False)
    assert told.prompt_tokens > 0


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ([b"HTTP/1.1 200 OK\r\n\r\n{}"], "the answer is no vector"),
        ([b'HTTP/1.1 200 OK\r\n\r\n{"data":[{"embedding":[]}]}'], "the answer is no vector"),
        ([b'HTTP/1.1 400 Bad Request\r\n\r\n{"error":"no embeddings"}'], "no embeddings"),
    ],
)
def test_no_vector(answer, error):
    with peer(sent(*answer)) as url:
        told = embed(url, "m", DIRECTLY, 5)
    assert (told.error, told.is_good) == (error, False)
