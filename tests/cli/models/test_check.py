from __future__ import annotations

import json
from pathlib import Path

import pytest

from agwctl.cli.main import main
from bench.ports import refusing_port
from tests.models.servers import ollama


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["models", "check", *words])
    return code, *capsys.readouterr()


def test_models_that_are_named(capsys) -> None:
    with ollama() as server:
        code, out, err = run(capsys, "llama3.2", "ollama/mistral", "-H", server.url)
        assert code == 1
        assert out.splitlines()[0].startswith("ok       llama3.2")
        assert "→ write mistral instead" in out.splitlines()[1]
        assert err == "2 models: 1 ok, 1 missing\n"
        assert run(capsys, "llama3.2", "-H", server.url)[0] == 0
        code, out, _ = run(capsys, "nomic-embed-text", "--needs", "tools", "-H", server.url)
        assert (code, out.split()[0]) == (1, "unable")


def test_a_configuration_over_two_servers_one_of_them_dead(capsys, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with ollama("llama3.2") as first, ollama("mistral") as second, refusing_port() as dead:
        entries = [("a", "llama3.2", first.port), ("b", "llama3.2", second.port), ("c", "mistral", dead)]
        models = "".join(
            f"  - {{name: {name}, provider: ollama, params: {{model: {model}, baseUrl: 'http://127.0.0.1:{port}/v1'}}}}\n"
            for name, model, port in entries
        )
        (tmp_path / "config.yaml").write_text(f"llm:\n  port: 4000\n  models:\n{models}", "utf-8")
        code, out, _ = run(capsys, "--timeout", "2s")
        assert code == 1
        assert [line.split()[0] for line in out.splitlines()] == ["ok", "missing", "unknown"]
        assert f"127.0.0.1:{first.port} has it" in out.splitlines()[1]
        code, out, _ = run(capsys, "a", "-f", "config.yaml", "--format", "json")
        assert (code, [each["clientName"] for each in json.loads(out)["models"]]) == (0, ["a"])
        assert run(capsys, "c", "-f", "config.yaml")[0] == 4


def test_a_configuration_at_another_ollama(capsys, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "llm: {models: [{name: mistral, provider: ollama, params: {baseUrl: 'http://host.docker.internal/v1'}}]}\n"
    (tmp_path / "gw.yaml").write_text(text, "utf-8")
    with ollama("mistral") as server:
        code, out, _ = run(capsys, "-f", "gw.yaml", "-H", server.url)
        assert (code, out.split()[:4]) == (0, ["ok", "mistral", server.authority, "(gw.yaml:1:23):"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "nothing to check"),
        (["a", "--needs", "tool"], "--needs tool: no capability"),
        (["-f", "gw.yaml", "zzz"], "gw.yaml does not name zzz"),
        (["a", ""], "the name of a model is empty"),
    ],
)
def test_wrong_use(words: list[str], told: str, capsys, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "llm: {port: 1, models: [{name: a, provider: ollama, params: {baseUrl: 'http://127.0.0.1:1/v1'}}]}\n"
    (tmp_path / "gw.yaml").write_text(text, "utf-8")
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert told in err


def test_the_file_of_the_environment_is_for_when_nothing_is_named(capsys, tmp_path: Path, monkeypatch) -> None:
    with ollama("mistral") as server:
        text = f"llm: {{models: [{{name: x, provider: ollama, params: {{baseUrl: '{server.url}/v1'}}}}]}}\n"
        (tmp_path / "elsewhere.yaml").write_text(text, "utf-8")
        monkeypatch.setenv("AGWCTL_FILE", str(tmp_path / "elsewhere.yaml"))
        code, out, _ = run(capsys, "mistral", "mistral", "-H", server.url)
        assert (code, out.count("\n")) == (0, 1)
        code, out, _ = run(capsys)
        assert (code, out.split()[:2]) == (1, ["missing", "x"])


def test_what_python_reads_differently_is_told(capsys, monkeypatch) -> None:
    with ollama("mistral") as server:
        monkeypatch.setenv("OLLAMA_HOST", f'"{server.authority}"')
        code, _, err = run(capsys, "mistral")
    assert code == 0
    assert err.startswith("warning: OLLAMA_HOST=")
