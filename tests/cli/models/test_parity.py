from __future__ import annotations

import json
import socket
import time
from pathlib import Path

import pytest

from agwctl.cli.main import main
from bench.ports import refusing_port
from tests.models.servers import ollama


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH on which there is nothing."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_ollama_with_itself(capsys) -> None:
    with ollama("llama3.2") as server:
        assert main(["models", "parity", "-H", server.url]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0].split() == ["MODEL", "/api/tags", "/v1/models"]
    assert out.splitlines()[-1] == "all agree"
    assert err == ""


def test_a_gateway_that_hides_a_model(capsys) -> None:
    with ollama() as server, ollama("mistral") as front:
        assert main(["models", "parity", "-H", server.url, "--gateway", f"{front.url}/v1", "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["agree"] is False
    assert "llama3.2:latest is missing: gateway" in document["differences"]


def test_a_gateway_that_is_down(capsys, path: Path) -> None:
    with ollama("mistral") as server, refusing_port() as port:
        (path / "gw.yaml").write_text(f"llm: {{port: {port}, models: []}}\n", "utf-8")
        assert main(["models", "parity", "-H", server.url, "-f", str(path / "gw.yaml")]) == 4
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "those that answered agree: /api/tags, /v1/models"
    assert "gateway was not asked: nothing answers" in err


def test_the_ollama_and_the_names_of_a_configuration(capsys, path: Path) -> None:
    with ollama("mistral", "llama3.2") as server, ollama("mistral") as front, refusing_port() as dead:
        models = "".join(
            f"  - {{name: {name}, provider: ollama, params: {{model: {model}, baseUrl: 'http://127.0.0.1:{port}/v1'}}}}\n"
            for name, model, port in [("mistral:latest", "llama3.2", server.port), ("x", "y", dead)]
        )
        (path / "gw.yaml").write_text(f"llm:\n  port: {front.port}\n  models:\n{models}", "utf-8")
        assert main(["models", "parity", "-f", str(path / "gw.yaml")]) == 1
    out, err = capsys.readouterr()
    # What the gateway calls mistral:latest is llama3.2.
    assert out.splitlines()[-1] == "mistral:latest is missing: gateway"
    assert f"compared with {server.url} only, not with http://127.0.0.1:{dead}" in err


@pytest.mark.parametrize(
    ("script", "code", "told"),
    [
        ("echo 'NAME ID'; echo 'mistral:latest abc'", 0, "all agree"),
        ("echo 'NAME ID'", 1, "mistral:latest is missing: ollama list"),
        ("echo 'Error: no' >&2; exit 1", 4, "ollama list was not asked: Error: no"),
        ("echo 'NAME ID'; printf '\\377 abc'", 1, "\ufffd is listed by ollama list only"),
        ("exec /bin/sleep 9", 4, "ollama is not done within 1 s"),
    ],
)
def test_the_command(script: str, code: int, told: str, capsys, path: Path) -> None:
    (path / "ollama").write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    (path / "ollama").chmod(0o755)
    with ollama("mistral") as server:
        assert main(["models", "parity", "-H", server.url, "--timeout", "1"]) == code
    assert told in "".join(capsys.readouterr())


def test_all_are_asked_at_once(capsys) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        assert main(["models", "parity", "-H", url, "--gateway", url, "--timeout", "400ms"]) == 4
        assert time.monotonic() - began < 1.1
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "nothing to compare: none of them answered"
    assert err.count("did not answer completely within 0.4 seconds") == 3
