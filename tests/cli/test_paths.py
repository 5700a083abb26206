"""`agwctl validate --paths`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agwctl.cli.main import main

CONFIG = """
binds:
- port: 3000
  listeners:
  - routes:
    - name: chat
      matches: [{path: {pathPrefix: /ollama}, method: POST}]
      backends:
      - ai: {name: ollama, hostOverride: "localhost:11434", provider: {openAI: {model: llama3.2}}}
    - name: cloud
      matches: [{path: {pathPrefix: /cloud}}]
      backends:
      - ai: {name: g, provider: {gemini: {}}}
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gw.yaml").write_text(CONFIG, encoding="utf-8")
    return "gw.yaml"


def test_a_line_for_each_call(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", config, "--paths"]) == 0
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert lines[:2] == ["gw.yaml", "  http://localhost:3000  POST /ollama/*  (route default/chat)"]
    assert lines[2] == "    localhost:11434 gets Host: localhost"
    first = (
        "    POST /ollama                      → localhost:11434 /v1/chat/completions  the route is mounted at /ollama"
    )
    assert lines[3].startswith(first)
    assert lines[-1] == "    every call  503 this build of agwctl does not run this kind of backend"
    assert not [line for line in lines if "GET" in line]
    assert "gw.yaml:13: this build of agwctl does not run `gemini`" in told.err


def test_what_the_release_does(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", config, "--paths", "--compat", "1.4"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("    POST /ollama  ")]
    assert line.split("  ")[-1] == "404: Ollama has no such path; as it is"


def test_for_a_script(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", config, "--paths", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (first, *_) = document["files"][0]["paths"]
    assert (document["schemaVersion"], document["compat"], document["files"][0]["path"]) == (1, "guide", "gw.yaml")
    assert first == {
        "port": 3000,
        "listener": "*",
        "route": "default/chat",
        "model": None,
        "match": "POST /ollama/*",
        "method": "POST",
        "path": "/ollama",
        "upstream": {
            "endpoint": "localhost:11434",
            "method": "POST",
            "path": "/v1/chat/completions",
            "host": "localhost",
            "model": None,
            "served": True,
        },
        "answer": None,
        "why": ["the route is mounted at /ollama, which is taken off"],
    }


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["."], 2, ". is a folder"),
        (["gw.yaml", "--format", "sarif"], 2, "--paths is shown as human or json"),
        (["nothing.yaml"], 3, "failed to open file `nothing.yaml`"),
        (["bad.yaml"], 3, "agwctl validate bad.yaml shows them"),
    ],
)
def test_what_cannot_be_shown(
    config: str, arguments: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("bad.yaml").write_text("bind: []", encoding="utf-8")
    assert main(["validate", *arguments, "--paths"]) == code
    assert told in capsys.readouterr().err


def test_no_route_at_all(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty.yaml").write_text("{}", encoding="utf-8")
    assert main(["validate", "empty.yaml", "--paths"]) == 0
    assert capsys.readouterr().out == "empty.yaml\n  no route: every request is answered 404\n"
