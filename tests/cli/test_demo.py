"""The demo: the guide's configuration and request, in front of what is there, until it is told to end."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from agwctl.cli.demo import MODEL
from agwctl.cli.guide import BASIC, PORT
from agwctl.ollama.answer import said
from agwctl.ollama.catalogue import default_models
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn

COMMAND = [sys.executable, "-m", "agwctl.cli.demo"]
QUESTION = "Hello! Tell me about Ollama in one sentence."


@pytest.fixture(scope="module")
def nowhere() -> Iterator[str]:
    """An address where nothing answers."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{bound.getsockname()[1]}"


def environment(ollama: str) -> dict[str, str]:
    return os.environ | {"OLLAMA_HOST": ollama}


def demo(ollama: str) -> str:
    done = subprocess.run([*COMMAND, "--once"], env=environment(ollama), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def shown(nowhere: str) -> str:
    """What the demo writes where there is no Ollama."""
    return demo(nowhere)


def test_without_an_ollama_the_stand_in_answers_and_is_named(nowhere: str, shown: str) -> None:
    out = shown
    (first, *_) = out.splitlines()
    assert first.startswith(f"No Ollama answers at http://{nowhere}")
    assert "stand-in" in first
    assert out.count(f'You said: "{QUESTION}"') + out.count(f'You said: \\"{QUESTION}\\"') == 2
    assert "Its answer: 200 OK" in out
    assert re.search(r"\(\d\d pieces, the first after 0\.\d\d s, the last after \d\.\d\d s\)", out)


def test_an_ollama_that_is_there_is_used_with_a_model_that_it_has() -> None:
    models = [model for model in default_models(time.time_ns()) if model.name.model != MODEL]
    ollama = StandIn(simulator=Simulator(models, answer=lambda model, conversation: said("Hello from there.")))
    ollama.start()
    try:
        out = demo(f"127.0.0.1:{ollama.port}")
    finally:
        ollama.stop()
    assert out.startswith(f"Ollama 0.33.0 answers at {ollama.url}, with mistral\n")
    assert '"model": "mistral"' in out
    assert "stand-in" not in out
    assert out.count("Hello from there.") == 2


def test_the_guide_s_configuration_is_shown_as_it_runs(shown: str) -> None:
    text = shown.partition("The guide's configuration:\n\n")[2].partition("\nWhere everything")[0]
    lines = [line.removeprefix("  ") for line in text.splitlines()]
    for line, original in zip(lines, BASIC.splitlines(), strict=True):
        if "localhost:11434" in original or f"port: {PORT}" in original:
            assert line.partition(":")[0] == original.partition(":")[0]
        else:
            assert line == original


@contextlib.contextmanager
def taken(port: int) -> Iterator[None]:
    """A port that nobody can have; who holds it for long does as well as we, another test would soon let go of it."""
    end = time.monotonic() + 20
    while True:
        try:
            server = socket.create_server(("127.0.0.1", port))
            break
        except OSError:
            if time.monotonic() > end:
                yield
                return
            time.sleep(0.1)
    with server:
        yield


def test_a_taken_port_is_told_and_another_one_used(nowhere: str) -> None:
    with taken(PORT):
        out = demo(nowhere)
    found = re.search(rf"Port {PORT} is taken on this machine: the gateway listens on (\d+) instead", out)
    assert found
    assert f"curl 'http://localhost:{found[1]}/v1/chat/completions'" in out


@pytest.fixture
def process(nowhere: str) -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen(COMMAND, env=environment(nowhere), stdout=subprocess.PIPE, text=True)
    yield running
    running.kill()
    running.communicate()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_end(process: subprocess.Popen[str], how: signal.Signals) -> None:
    assert process.stdout is not None
    serving = next(line for line in process.stdout if line.startswith("Serving on "))
    found = re.search(r"localhost:(\d+)", serving)
    assert found
    connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=5)
    connection.request("GET", "/v1/models")
    assert connection.getresponse().status == 200
    connection.close()
    process.send_signal(how)
    log, _ = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "http.path=/v1/models" in log
