"""`agwctl simulate` as a process: what it says, what it logs, how it ends."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agwctl.cli.main import main

COMMAND = [sys.executable, "-m", "agwctl", "simulate", "--port"]


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen([*COMMAND, "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield running
    running.kill()
    running.communicate()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_logs_and_ends(process: subprocess.Popen[str], how: signal.Signals) -> None:
    assert process.stderr is not None
    first = process.stderr.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)", first)
    assert found, first
    connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=5)
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"Ollama is running"
    process.send_signal(how)
    out, err = process.communicate(timeout=5)
    connection.close()
    assert process.returncode == 0
    assert re.fullmatch(r"\S+Z 200 GET / 17B \d+ms\n", out)
    assert "Traceback" not in err


def test_a_taken_port_is_said_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run([*COMMAND, str(port)], capture_output=True, text=True, timeout=10)
    assert done.returncode == 3
    assert done.stdout == ""
    assert f"127.0.0.1:{port}: the port is taken" in done.stderr
    assert "agwctl simulate --port 0" in done.stderr


def test_a_scenario_and_options(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("scenario: ollama\nversion: 0.13.5\nmodels: [phi3]\n", encoding="utf-8")
    file = str(tmp_path / "s.yaml")
    options = ["0", file, "--models", "qwen3:8b, mistral", "--vram", "8G", "--fault", "busy=mistral"]
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        said = running.stderr.readline() + running.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", said)
        assert found, said
        connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=5)
        connection.request("GET", "/api/version")
        assert connection.getresponse().read() == b'{"version":"0.13.5"}'
        connection.close()
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=5)
    assert "models: qwen3:8b, mistral:latest;" in said


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--vram", "8x"], 2, "--vram: '8x' is no amount of memory"),
        (["--version-like", "new"], 2, "--version-like: invalid version: new"),
        (["--fault", "boom"], 2, "--fault boom: there is no fault 'boom'"),
        (["bad.yaml"], 3, "bad.yaml:2:1: error: unknown field `modles`"),
        (["gone.yaml"], 3, "failed to open file `gone.yaml`"),
    ],
)
def test_what_cannot_be_played(
    options: list[str],
    code: int,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "bad.yaml").write_text("scenario: ollama\nmodles: []\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["simulate", "--port", "0", *options]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
