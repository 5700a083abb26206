"""The open cases about `validate`: each finding is told where they say, and what they forbid is not told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from agwctl.cli.main import main

pytestmark = pytest.mark.reference

CODES = {
    "E04": "AGW801",
    "new (address-never-used)": "AGW820",
    "E11": "AGW001",
    "E14": "AGW612",
    "C13": "AGW412",
    "C10": "AGW412",
    "new (admin-exposed)": "AGW503",
}
"""What the cases call a topic → the code that tells of it."""

SAYS = {
    "open-01-k8s-prefix-not-stripped": [
        "a request to /llm/ollama/v1/chat/completions reaches Ollama as /llm/ollama/v1/chat/completions",
        "answers 404",
        "replacePrefixMatch: /",
        "pathPrefix: /v1 beside host",
    ],
    "open-03-two-addresses-in-one-endpoint": ["only the first address", "no traffic", "{addresses: [192.168.1.101]}"],
    "open-02-route-map-on-the-wrong-level": ["routes", "policies", "/v1/chat/completions: completions"],
    "open-04-gateway-calls-itself": ["11434", "call itself", "Ollama's own port", "4000"],
    "open-05-context-size-in-openai-body": ["num_ctx", "PARAMETER num_ctx 16384", "OLLAMA_KEEP_ALIVE"],
}
"""Words of what the cases want to be clear from messages, hints and fixes."""

GATEWAY = [
    "open-02-route-map-on-the-wrong-level",
    "open-04-gateway-calls-itself",
    "open-05-context-size-in-openai-body",
]
KUBERNETES = ["open-01-k8s-prefix-not-stripped", "open-03-two-addresses-in-one-endpoint"]


@pytest.fixture
def cases(shared: Path) -> dict[str, dict[str, Any]]:
    loaded = yaml.safe_load((shared / "data" / "cases" / "open.yaml").read_text("utf-8"))
    return {case["id"]: case for case in loaded if case["verb"] == "validate"}


def validated(case: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    for name, text in case["input"]["files"].items():
        (folder / name).write_text(text, encoding="utf-8")
    code = main(["validate", *case["input"]["files"], "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_all_are_here(cases):
    assert sorted(cases) == sorted(GATEWAY + KUBERNETES)


@pytest.mark.parametrize("name", GATEWAY + KUBERNETES)
def test_case(name, cases, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    case = cases[name]
    code, told = validated(case, tmp_path, capsys)
    assert code == case["expected"]["exit"]
    wanted = [(each["severity"], CODES[each["topic"]], each["line"]) for each in case["expected"]["findings"]]
    above_info = [each for each in told["diagnostics"] if each["severity"] != "info"]
    found = [(each["severity"], each["code"], each["range"]["start"]["line"]) for each in above_info]
    assert sorted(found) == sorted(wanted)
    text = json.dumps(above_info, ensure_ascii=False)
    assert not [word for word in SAYS[name] if word not in text]


def test_the_backend_is_the_second_place(cases, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    _, told = validated(cases["open-01-k8s-prefix-not-stripped"], tmp_path, capsys)
    assert [(file["kind"], file["status"], file["reason"]) for file in told["files"]] == [
        ("kubernetes", "checked", None)
    ]
    (found,) = told["diagnostics"]
    (related,) = found["related"]
    assert (related["pointer"], related["range"]["start"]["line"]) == ("spec.ai.provider.host", 11)
    (edit,) = found["fix"]["edits"]
    assert yaml.safe_load(edit["text"])["filters"][0]["urlRewrite"]["path"]["replacePrefixMatch"] == "/"


def test_an_endpoint_is_split(cases, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = cases["open-03-two-addresses-in-one-endpoint"]["input"]["files"]["slice.yaml"]
    path = tmp_path / "slice.yaml"
    path.write_text(text, encoding="utf-8")
    assert main(["validate", "slice.yaml", "--fail-on", "warning"]) == 1
    assert main(["validate", "slice.yaml", "--fix"]) == 0
    assert path.read_text("utf-8") == text.replace('  - "192.168.1.101"', '- addresses:\n  - "192.168.1.101"')
    assert main(["validate", "slice.yaml", "--fail-on", "info", "--strict"]) == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_every_name_of_this_machine_is_found(host, cases, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    case = cases["open-04-gateway-calls-itself"]
    text = case["input"]["files"]["agw.yaml"]
    case["input"]["files"]["agw.yaml"] = text.replace("localhost:11434", f"{host}:11434")
    code, told = validated(case, tmp_path, capsys)
    assert code == 1
    assert "AGW612" in {each["code"] for each in told["diagnostics"]}


def test_another_machine_is_fine(cases, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    case = cases["open-04-gateway-calls-itself"]
    text = case["input"]["files"]["agw.yaml"]
    case["input"]["files"]["agw.yaml"] = text.replace("localhost:11434", "192.168.1.20:11434")
    assert "AGW612" not in {each["code"] for each in validated(case, tmp_path, capsys)[1]["diagnostics"]}
