"""Servers on real sockets that answer, refuse, hang, or are no Ollama: each told, all in the time of one."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from agwctl.models.asking import ask_each, failure_line
from agwctl.ollama.address import Address
from agwctl.ollama.client import Client, OllamaError
from agwctl.ollama.stand_in import StandIn
from bench.ports import refusing_port
from tests.ollama.scripted import reply, scripted

TIMEOUT = 1.0


def connect(address: Address) -> Client:
    return Client(address, timeout=TIMEOUT)


def here(port: int) -> Address:
    return Address("http", "127.0.0.1", port)


@pytest.fixture
def ollama() -> Iterator[Address]:
    stand_in = StandIn()
    stand_in.start()
    yield here(stand_in.port)
    stand_in.stop()


@pytest.fixture
def silent() -> Iterator[list[Address]]:
    """Three ports where connections are made and nobody accepts."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
    yield [here(listener.getsockname()[1]) for listener in listeners]
    for listener in listeners:
        listener.close()


def why(server: Address) -> str:
    error = ask_each([server], Client.version, connect, TIMEOUT)[server]
    assert isinstance(error, OllamaError)
    return failure_line(server, error, TIMEOUT)


def test_the_slowest_decides_how_long_it_takes(ollama, silent):
    began = time.monotonic()
    told = ask_each([*silent, ollama], Client.version, connect, TIMEOUT)
    assert time.monotonic() - began < 2.5 * TIMEOUT
    assert list(told) == [*silent, ollama]
    assert isinstance(told[ollama], str)
    for server in silent:
        error = told[server]
        assert isinstance(error, OllamaError)
        assert failure_line(server, error, 2.0) == f"{server.authority} did not answer within 2 s (timeout)"


def test_many_small_waits_are_bounded_too(ollama):
    over = threading.Event()

    def ask(client):
        while not over.wait(0.01):
            client.version()

    error = ask_each([ollama], ask, connect, 0.05)[ollama]
    over.set()
    assert isinstance(error, OllamaError)
    assert failure_line(ollama, error, 0.05) == f"{ollama.authority} did not answer within 0.05 s (timeout)"


def test_why_there_is_no_answer():
    with refusing_port() as port:
        assert why(here(port)) == f"nothing answers at http://127.0.0.1:{port}: connection refused"
    with scripted(reply(200, "<html>", "text/html")) as server:
        assert why(server.address).startswith(f"127.0.0.1:{server.port} is not Ollama (")
    with scripted(reply(403)) as server:
        assert f"127.0.0.1:{server.port}" in why(server.address)


def test_a_bug_is_not_taken_for_a_dead_server(ollama):
    def ask(client):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_each([ollama], ask, connect, TIMEOUT)


def test_an_empty_answer_is_an_answer(ollama):
    assert ask_each([ollama], lambda client: (), connect, TIMEOUT) == {ollama: ()}
