from __future__ import annotations

import json
from pathlib import Path

import pytest

from agwctl.cli.main import main
from bench.ports import refusing_port
from tests.models.servers import ollama


@pytest.fixture
def written(tmp_path: Path, monkeypatch):
    """Writes a configuration with a model of each server."""
    monkeypatch.chdir(tmp_path)

    def write(*ports: int) -> None:
        models = "".join(
            f"  - {{name: m{number}, provider: ollama, params: {{baseUrl: 'http://127.0.0.1:{port}/v1'}}}}\n"
            for number, port in enumerate(ports)
        )
        Path("agw.yaml").write_text(f"llm:\n  port: 4000\n  models:\n{models}", "utf-8")

    return write


def test_one_of_two_is_dead(written, capsys) -> None:
    with ollama("llama3.2", "mistral") as server, refusing_port() as dead:
        written(server.port, dead)
        assert main(["models", "list", "-f", "agw.yaml", "--timeout", "2s"]) == 4
        out, err = capsys.readouterr()
        assert [line.split()[0] for line in out.splitlines()] == ["NAME", "llama3.2:latest", "mistral:latest"]
        assert err.count("\n") == 1
        assert err.endswith('connection refused, models of "m1" unknown\n')
        assert main(["models", "list", "mis", "-f", "agw.yaml", "--format", "json"]) == 4
        servers = json.loads(capsys.readouterr().out)["servers"]
        assert [each["state"] for each in servers] == ["reachable", "unreachable"]
        assert [model["name"] for model in servers[0]["models"]] == ["mistral:latest"]


def test_all_answer(written, capsys) -> None:
    with ollama("llama3.2") as first, ollama("mistral") as second:
        written(first.port, second.port)
        assert main(["models", "list", "-f", "agw.yaml"]) == 0
        out, err = capsys.readouterr()
        assert (out.count("\n"), err) == (3, "")


def test_an_address_beside_the_file_is_not_asked(written, capsys) -> None:
    with ollama("mistral") as server:
        written(server.port)
        assert main(["models", "list", "-f", "agw.yaml", "-H", "127.0.0.1:1"]) == 0
    out, err = capsys.readouterr()
    assert out.count("\n") == 2
    assert err == "warning: --ollama is not used: agw.yaml says which servers are asked\n"
