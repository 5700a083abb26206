"""`agwctl simulate` as a process: what it says, what it logs, how it ends."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

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
