"""Whether an Ollama answers, and what it has."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from agwctl.errors import UnavailableError
from agwctl.ollama.address import Address, parse
from agwctl.ollama.discover import Ollama, PulledModel, ask
from tests.ollama.played import ask as play
from tests.ollama.played import simulator


@contextmanager
def answering(paths: dict[str, tuple[int, str]]) -> Iterator[Address]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = paths.get(self.path, (404, "404 page not found"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Address("http", "127.0.0.1", server.server_port)
        finally:
            server.shutdown()
            thread.join()


OLLAMA = {path: (200, play(simulator(), "GET", path).text) for path in ("/api/version", "/api/tags")}


def test_what_is_there() -> None:
    with answering(OLLAMA) as address:
        found = ask(address)
    assert found.version == "0.33.0"
    assert [model.name for model in found.models] == ["llama3.2:latest", "mistral:latest", "nomic-embed-text:latest"]
    assert [model.chats for model in found.models] == [True, True, False]


def test_below_a_path() -> None:
    with answering({f"/ollama{path}": answer for path, answer in OLLAMA.items()}) as address:
        assert ask(address._replace(path="ollama")).version == "0.33.0"


def test_nothing_is_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: refused
        with pytest.raises(UnavailableError, match="connection refused") as failure:
            ask(Address("http", "127.0.0.1", taken.getsockname()[1]))
    assert failure.value.hint == "start it with: ollama serve"


def test_something_that_does_not_answer() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(UnavailableError, match=r"no Ollama answers at .*timed out"):
            ask(Address("http", "127.0.0.1", silent.getsockname()[1]), timeout=0.1)


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        ({}, "answers 404"),
        ({"/api/version": (403, "")}, "answers 403"),
        ({"/api/version": (200, "<html>")}, "is not Ollama"),
        ({"/api/version": (200, "[]")}, "is not Ollama"),
        ({"/api/version": (200, "[" * 100_000)}, "is not Ollama"),
        ({"/api/version": (200, '{"version": 3}')}, "is not Ollama"),
        ({"/api/version": (200, '{"version":"1"}'), "/api/tags": (200, '{"models":[{}]}')}, "is not Ollama"),
    ],
)
def test_something_else_is_there(paths: dict[str, tuple[int, str]], message: str) -> None:
    with answering(paths) as address, pytest.raises(UnavailableError, match=message):
        ask(address)


@pytest.mark.parametrize(
    ("host", "told"), [("x\ny", "control characters"), ("x..y", "label"), ("a" * 70, "label too long")]
)
def test_what_is_no_host_at_all(host: str, told: str) -> None:
    with pytest.raises(UnavailableError, match=f"(?s)no Ollama answers at .*{told}"):
        ask(Address("http", host, 11434))


def test_odd_values_are_texts() -> None:
    models = '{"models":[{"name":3,"details":{"family":4},"capabilities":[5]}]}'
    with answering({"/api/version": OLLAMA["/api/version"], "/api/tags": (200, models)}) as address:
        (model,) = ask(address).models
    assert (model.name, model.family, model.capabilities, model.chats) == ("3", "4", ("5",), False)


def test_no_models_yet() -> None:
    with answering(OLLAMA | {"/api/tags": (200, json.dumps({"models": None}))}) as address:
        found = ask(address)
    assert found.models == ()
    assert found.chat_model("llama3.2") is None


def pulled(name: str, *capabilities: str, family: str = "llama", remote: bool = False) -> PulledModel:
    return PulledModel(name, capabilities, family, remote)


@pytest.mark.parametrize(
    ("models", "name"),
    [
        ([pulled("mistral:latest", "completion"), pulled("llama3.2:latest", "completion")], "llama3.2"),
        ([pulled("all-minilm:latest", "embedding"), pulled("qwen3:8b", "completion", "tools")], "qwen3:8b"),
        ([pulled("mini:latest", "completion", family="bert"), pulled("tiny:latest", "completion")], "tiny"),
        ([pulled("nomic-embed-text:latest"), pulled("gemma3:latest")], "gemma3"),
        ([pulled("gpt-oss:120b-cloud", "completion", remote=True), pulled("tiny:1b", "completion")], "tiny:1b"),
        ([pulled("all-minilm:latest", "embedding")], None),
    ],
)
def test_the_model_for_a_chat(models: list[PulledModel], name: str | None) -> None:
    assert Ollama(parse(""), "0.33.0", tuple(models)).chat_model("llama3.2") == name
