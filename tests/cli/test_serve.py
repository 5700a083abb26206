"""`agwctl serve` as its user meets it: what it says on which stream, and how it ends."""

from __future__ import annotations

import gc
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agwctl.cli.main import main
from tests.proxy.process import process, serve
from tests.proxy.running import QUIET, free_port

HERE = "binds: [{port: %d, listeners: [{routes: [{policies: {directResponse: {status: 200, body: here}}}]}]}]"
HELLO = {"model": "llama3.2", "messages": [{"role": "user", "content": "Hello"}]}


def get(port: int, path: str = "/", body: object = None) -> tuple[int, bytes]:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    client.request("GET" if body is None else "POST", path, None if body is None else json.dumps(body))
    answer = client.getresponse()
    content = answer.read()
    client.close()
    return answer.status, content


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("compat", ["guide", "1.4"])
def test_it_serves_logs_and_ends(tmp_path: Path, compat: str, how: signal.Signals) -> None:
    port = free_port()
    (tmp_path / "gw.yaml").write_text(HERE % port)
    with process(tmp_path, "--compat", compat, "-f", str(tmp_path / "gw.yaml")) as running:
        assert get(port, "/a?b") == (200, b"here")
        running.wait_for("open to the whole network, without authentication")
        assert running.end(how) == 0
    assert f"serves {tmp_path / 'gw.yaml'} (--compat {compat})" in running.err
    assert f"http://localhost:{port}" in running.err
    (line,) = running.out.splitlines()
    assert "http.path=/a?b http.version=HTTP/1.1 http.status=200" in line


def test_quiet_and_loopback(tmp_path: Path) -> None:
    port = free_port()
    with process(tmp_path, "-q", "--listen", "localhost", "-c", HERE % port, port=port) as running:
        assert get(port) == (200, b"here")
        assert running.end() == 0
    assert running.err == ""
    assert running.out.count("\n") == 1


Told = Callable[..., tuple[int, str, str]]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """Runs what ends before it serves, in this process: exit code, stdout, stderr."""

    def run(*arguments: str, **environ: str) -> tuple[int, str, str]:
        for name, value in (QUIET | environ).items():
            monkeypatch.setenv(name, value)
        code = main(["serve", *arguments])
        return code, *capsys.readouterr()

    yield run
    gc.enable()


def test_validate_only_opens_nothing(told: Told) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = told("--validate-only", "-c", HERE % taken.getsockname()[1])
    assert ended == (0, "Configuration is valid!\n", "")


@pytest.mark.parametrize("compat", ["guide", "1.4"])
def test_a_taken_data_port(compat: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = serve("--compat", compat, "-c", HERE % port)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"error: cannot listen on port {port}: Address already in use" in done.stderr
    assert f"hint: see what uses it (`ss -ltnp 'sport = :{port}'`)" in done.stderr


ROUTE = "binds: [{port: 3000, listeners: [{routes: [{policies: {%s}, backends: [{host: 'a:1'}]}]}]}]"


@pytest.mark.parametrize("compat", ["guide", "1.4"])
def test_a_key_that_is_not_run_yet(told: Told, compat: str) -> None:
    code, _, err = told("--compat", compat, "-c", ROUTE % "apiKey: {keys: [{key: s3cret}]}")
    assert code == 3
    assert "does not run yet: binds[0].listeners[0].routes[0].policies.apiKey" in err
    assert "s3cret" not in err


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (["-c", "binds: [{port: x}]"], 3, "<config>:1:16: error: "),
        (["-f", "/does/not/exist"], 3, "failed to open file `/does/not/exist`"),
        (["-c", "{}", "-f", "x"], 2, "only one of --config or --file"),
        (["-c", "{}", "--listen", "127.0.0.1:3000"], 2, "--listen 127.0.0.1:3000: not an IP address"),
        (["-c", "{}", "--listen", "myhost"], 2, "--listen myhost: not an IP address"),
    ],
)
def test_what_cannot_run(told: Told, arguments: list[str], exit_code: int, said: str) -> None:
    code, out, err = told(*arguments)
    assert (code, out) == (exit_code, "")
    assert said in err
    assert "hint: " in err or "<config>" in said


def test_an_environment_that_cannot_be_read(told: Told) -> None:
    code, _, err = told("-c", "{}", STATS_ADDR="nonsense")
    assert code == 3
    assert "STATS_ADDR" in err


def test_a_configuration_without_ports_says_so(tmp_path: Path) -> None:
    with process(tmp_path, "-c", "{}", "--ollama", "127.0.0.1:1") as running:
        running.wait_for("warning: no port is open for requests")
        assert "--ollama is not used: <config> says where requests go" in running.err


def test_a_stand_in_plays_ollama(tmp_path: Path) -> None:
    port, ollama = free_port(), free_port()
    text = (
        f"binds: [{{port: {port}, listeners: [{{routes: [{{backends: "
        f"[{{ai: {{name: o, hostOverride: '127.0.0.1:{ollama}', provider: {{openAI: {{}}}}}}}}]}}]}}]}}]"
    )
    with process(tmp_path, "-c", text, "--simulate", "--ollama", f"127.0.0.1:{ollama}") as running:
        running.wait_for(f"a stand-in plays Ollama at http://127.0.0.1:{ollama}")
        status, body = get(port, "/v1/chat/completions", HELLO)
        assert (status, json.loads(body)["model"]) == (200, "llama3.2")
        done = serve("-c", "{}", "--simulate", "--ollama", f"127.0.0.1:{ollama}")
        assert running.end() == 0
    assert done.returncode == 3
    assert f"127.0.0.1:{ollama}: the port is taken" in done.stderr
    assert "leave --simulate out" in done.stderr


def test_a_log_that_nobody_reads_is_dropped(tmp_path: Path) -> None:
    port = free_port()
    reader, writer = os.pipe()
    os.close(reader)
    with process(tmp_path, "-c", HERE % port, stdout=writer) as running:
        os.close(writer)
        for _ in range(3):
            assert get(port) == (200, b"here")
        assert running.end() == 0
    assert running.err.count("the access log cannot be written to stdout any more") == 1


def test_simulate_takes_a_scenario(tmp_path: Path) -> None:
    port, ollama = free_port(), free_port()
    (tmp_path / "s.yaml").write_text("scenario: ollama\nmodels: [phi3]\n", encoding="utf-8")
    text = f"binds: [{{port: {port}, listeners: [{{routes: [{{backends: [{{host: '127.0.0.1:{ollama}'}}]}}]}}]}}]"
    arguments = ["-c", text, f"--simulate={tmp_path / 's.yaml'}", "--ollama", f"127.0.0.1:{ollama}"]
    with process(tmp_path, *arguments) as running:
        assert b'"name":"phi3:latest"' in get(port, "/api/tags")[1]
        assert running.end() == 0
    assert "a stand-in plays Ollama" in running.err


def test_a_scenario_with_mistakes_starts_nothing(tmp_path: Path, told: Told) -> None:
    (tmp_path / "s.yaml").write_text("scenario: ollama\nmodles: []\n", encoding="utf-8")
    code, _, err = told("-c", "{}", "--scenario", str(tmp_path / "s.yaml"), "--ollama", "127.0.0.1:1")
    assert code == 3
    assert "unknown field `modles`" in err
    assert "is not a valid scenario" in err


def test_the_soft_limit_on_open_files_is_raised() -> None:
    """A shell's usual 1,024 would end at 500 streams."""
    resource = pytest.importorskip("resource", reason="there is no such limit here")
    check = (
        "import resource; from agwctl.cli.serve import _allow_many_sockets as allow;"
        "hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1];"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard)); allow();"
        "print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    soft, hard = map(int, done.stdout.split())
    assert soft == (20_480 if hard == resource.RLIM_INFINITY else min(hard, 20_480))
