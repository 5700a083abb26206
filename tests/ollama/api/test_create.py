from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.ollama.played import ask, simulator

FILE = b"GGUF" + bytes(60)
DIGEST = f"sha256:{hashlib.sha256(FILE).hexdigest()}"


def created(play: Any, **body: Any) -> list[str]:
    answer = ask(play, "POST", "/api/create", body)
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [line.get("status", line.get("error")) for line in answer.lines]


def test_from_a_model_with_a_system_message_and_parameters() -> None:
    play = simulator()
    body = {"from": "llama3.2", "system": "Arr", "parameters": {"seed": 7, "stop": ["a", "b"]}}
    told = created(play, model="pirate", **body)
    assert [line.split(" layer")[0] for line in told] == [
        "using existing",
        "creating new",
        "creating new",
        "writing manifest",
        "success",
    ]
    shown = ask(play, "POST", "/api/show", {"model": "pirate"}).json
    assert shown["system"] == "Arr"
    assert shown["details"]["parent_model"] == "llama3.2:latest"
    assert {line.split()[0] for line in shown["parameters"].splitlines()} == {"seed", "stop"}
    listed = {model["name"]: model for model in ask(play, "GET", "/api/tags").json["models"]}
    assert listed["pirate:latest"]["digest"] != listed["llama3.2:latest"]["digest"]
    # The same weights: one runner, one row, under the name that came first.
    for name in ("llama3.2", "pirate"):
        ask(play, "POST", "/api/generate", {"model": name})
    assert [row["name"] for row in ask(play, "GET", "/api/ps").json["models"]] == ["llama3.2:latest"]


def test_the_same_again_makes_nothing_new() -> None:
    play = simulator()
    created(play, model="a", **{"from": "llama3.2"}, system="Arr")
    told = created(play, model="b", **{"from": "llama3.2"}, system="Arr")
    assert not [line for line in told if line.startswith("creating")]


def test_from_a_file() -> None:
    play = simulator()
    ask(play, "POST", f"/api/blobs/{DIGEST}", FILE)
    told = created(play, model="mine", files={"m.gguf": DIGEST})
    assert told[:2] == ["parsing GGUF", "verifying conversion"]
    assert told[-1] == "success"
    assert ask(play, "POST", "/api/show", {"model": "mine"}).status == 200


def test_from_what_has_to_be_pulled_first() -> None:
    told = created(simulator(), model="mine", **{"from": "qwen3:0.6b"})
    assert told[0] == "pulling manifest"
    assert told.count("success") == 1


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        ({"model": "x"}, 400, "neither 'from' or 'files' was specified"),
        ({"model": "", "from": "llama3.2"}, 400, "invalid model name"),
        ({"model": "bad name", "from": "llama3.2"}, 400, "invalid model name"),
        ({"model": "x", "files": {"a": DIGEST}}, 400, "unknown type"),
        ({"model": "x", "from": "nope", "stream": False}, 500, "pull model manifest: file does not exist"),
    ],
)
def test_what_cannot_be_made(body: dict[str, Any], status: int, text: str) -> None:
    answer = ask(simulator(), "POST", "/api/create", body)
    assert (answer.status, answer.json) == (status, {"error": text})


def test_a_template_says_what_a_model_can_do() -> None:
    play = simulator()
    created(play, model="t", **{"from": "llama3.2"}, template="{{ .Prompt }}{{ .Suffix }}")
    assert ask(play, "POST", "/api/show", {"model": "t"}).json["capabilities"] == ["completion", "insert"]


def test_licenses_and_messages() -> None:
    play = simulator()
    messages = [{"role": "user", "content": "hi"}]
    created(play, model="l", **{"from": "llama3.2"}, license=["MIT", "and more"], messages=messages)
    shown = ask(play, "POST", "/api/show", {"model": "l"}).json
    assert "MIT" in shown["license"]
    assert shown["messages"] == messages
