from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agwctl.cli.guide import basic
from agwctl.cli.main import main
from agwctl.cli.state import state
from agwctl.ollama.address import parse
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn
from bench.ports import free_port, refusing_port
from tests.ollama.scripted import cut, reply, scripted

NO_GATEWAY = "something answers there, but not as a gateway does"


@pytest.fixture
def ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    stand_in = StandIn(simulator=Simulator())
    stand_in.start()
    monkeypatch.setenv("OLLAMA_HOST", stand_in.url)
    yield stand_in
    stand_in.stop()


@pytest.fixture
def no_ollama(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with refusing_port() as port:
        monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"


def told(folder: Path) -> dict[str, str]:
    lines = dict(line.split(None, 1) for line in state(folder))
    assert list(lines) == ["Ollama", "models", "gateway", "config", "next"]
    return lines


def test_ollama_runs_and_the_gateway_does_not(ollama: StandIn, tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "config.yaml").write_text(basic("localhost:11434", port), "utf-8")
    assert told(tmp_path) == {
        "Ollama": f"{ollama.url} (OLLAMA_HOST), version 0.33.0",
        "models": "3: llama3.2, mistral, nomic-embed-text",
        "gateway": f"http://127.0.0.1:{port}: not running",
        "config": "config.yaml",
        "next": "agwctl serve",
    }


def test_both_run(ollama: StandIn, tmp_path: Path) -> None:
    # Another stand-in is at the gateway's port: it answers the same question.
    (tmp_path / "agentgateway.yaml").write_text(f"llm: {{port: {ollama.port}, models: []}}\n", "utf-8")
    lines = told(tmp_path)
    assert lines["gateway"] == f"{ollama.url}: running, it lists 3 models"
    assert lines["next"] == f"curl {ollama.url}/v1/models"


@pytest.mark.parametrize(
    ("answer", "told_as", "next_"),
    [
        (reply(200, '{"object":"list","data":[{"id":"m"}]}'), "running, it lists 1 model", "curl "),
        (reply(200, '{"object":"list","data":null}'), "running, GET /v1/models answers 200", "curl "),
        (reply(502, '{"error":{"message":"127.0.0.1:11434 refused"}}'), "running, 127.0.0.1:11434 refused", "curl "),
        (reply(404, "route not found", "text/plain"), "running, GET /v1/models answers 404", "curl "),
        (
            reply(404, "<html>", "text/html"),
            f"{NO_GATEWAY} (404, text/html)",
            "agwctl doctor",
        ),
        (
            reply(200, "[" * 100_000),
            f"{NO_GATEWAY} (200, application/json",
            "agwctl doctor",
        ),
        (cut(b"SSH-2.0-x\r\n"), "something else than a gateway answers", "agwctl doctor"),
    ],
    ids=["models", "none", "no-ollama", "no-route", "web-page", "deep", "no-http"],
)
def test_what_is_at_the_gateways_port(answer, told_as: str, next_: str, ollama: StandIn, tmp_path: Path) -> None:
    with scripted(answer) as there:
        (tmp_path / "agentgateway.yaml").write_text(basic("localhost:11434", there.port), "utf-8")
        lines = told(tmp_path)
    assert lines["gateway"].startswith(f"http://127.0.0.1:{there.port}: {told_as}")
    assert lines["next"].startswith(next_)


def test_the_configuration_that_the_environment_names(no_ollama: str, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "config.yaml").write_text(basic("localhost:11434", 1), "utf-8")
    (tmp_path / "gw.yaml").write_text(basic("localhost:11434", free_port()), "utf-8")
    monkeypatch.setenv("AGWCTL_FILE", str(tmp_path / "gw.yaml"))
    assert told(tmp_path)["config"] == str(tmp_path / "gw.yaml")
    monkeypatch.setenv("AGWCTL_FILE", str(tmp_path / "no.yaml"))
    assert told(tmp_path)["config"] == "unreadable"


def test_nothing_runs_and_nothing_is_written(no_ollama: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    lines = told(tmp_path)
    assert lines["Ollama"] == f"{no_ollama} (OLLAMA_HOST): connection refused"
    assert lines["models"] == "not known"
    assert "the guide's own" in lines["config"]
    assert lines["next"].startswith("agwctl doctor ")  # somebody expects one: OLLAMA_HOST is set


def test_where_no_ollama_was_ever_installed_a_stand_in_is_offered(
    no_ollama: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agwctl.cli.state.effective_address", lambda: parse(no_ollama))
    monkeypatch.delenv("OLLAMA_HOST")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert told(tmp_path)["next"].startswith("agwctl serve --simulate")
    (tmp_path / "ollama").touch(0o755)
    assert told(tmp_path)["next"].startswith("agwctl doctor ")


def test_a_configuration_with_mistakes(no_ollama: str, tmp_path: Path) -> None:
    (tmp_path / "agentgateway.yaml").write_text("bind: 3000\n", "utf-8")
    lines = told(tmp_path)
    assert lines["gateway"] == "no address: agentgateway.yaml has mistakes"
    assert lines["next"] == "agwctl validate agentgateway.yaml"


def test_no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stand_in = StandIn(simulator=Simulator([]))
    stand_in.start()
    monkeypatch.setenv("OLLAMA_HOST", stand_in.url)
    lines = told(tmp_path)
    stand_in.stop()
    assert lines["models"] == "none is pulled"
    assert lines["next"] == "agwctl models pull llama3.2"


def test_servers_that_do_not_answer_are_not_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{port}")
        (tmp_path / "agentgateway.yaml").write_text(basic("localhost:11434", port), "utf-8")
        started = time.monotonic()
        lines = told(tmp_path)
    assert time.monotonic() - started < 2
    assert "version" not in lines["Ollama"]
    assert "not answer" in lines["gateway"]


def test_without_a_verb(no_ollama: str, tmp_path: Path, monkeypatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([]) == 0
    out, err = capsys.readouterr()
    assert out.count("\n") == 5
    assert err == ""
