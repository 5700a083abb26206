"""Ollama's own inference API."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import Pace
from tests.ollama.played import NOON, FakeTime, ask, simulator

HI = [{"role": "user", "content": "hi"}]


def chat(**fields: Any) -> Any:
    return ask(simulator(), "POST", "/api/chat", {"model": "llama3.2", "messages": HI, **fields})


def test_a_chat_streams_one_object_a_chunk() -> None:
    answered = chat()
    assert answered.headers["content-type"] == "application/x-ndjson"
    assert len(answered.lines) == len(answered.chunks)
    assert all(chunk.endswith("}\n") for chunk in answered.chunks)
    *pieces, last = answered.lines
    assert list(pieces[0]) == ["model", "created_at", "message", "done"]
    assert [piece["done"] for piece in pieces] == [False] * len(pieces)
    assert '"hi"' in "".join(piece["message"]["content"] for piece in pieces)
    assert last["message"] == {"role": "assistant", "content": ""}
    assert (last["done"], last["done_reason"], last["eval_count"]) == (True, "stop", len(pieces) + 1)


def test_the_whole_answer_at_once() -> None:
    answered = chat(stream=False, options={"num_predict": 2})
    assert answered.headers["content-type"] == "application/json; charset=utf-8"
    assert answered.json["message"]["content"] == "This is"
    assert answered.json["done_reason"] == "length"
    assert answered.headers["content-length"] == str(len(answered.text))


def test_the_name_comes_back_as_it_was_spelt() -> None:
    assert chat(model="LLAMA3.2", stream=False).json["model"] == "LLAMA3.2"


def test_generate_reports_its_context() -> None:
    play = simulator()
    answered = ask(play, "POST", "/api/generate", {"model": "mistral", "prompt": "hi", "stream": False})
    assert "mistral" in answered.json["response"]
    assert answered.json["context"]
    raw = ask(play, "POST", "/api/generate", {"model": "mistral", "prompt": "hi", "stream": False, "raw": True})
    assert "context" not in raw.json


def test_loading_and_unloading() -> None:
    play = simulator()
    loaded = ask(play, "POST", "/api/chat", {"model": "llama3.2"})
    assert loaded.json["done_reason"] == "load"
    assert loaded.json["message"]["content"] == ""
    assert [model["name"] for model in ask(play, "GET", "/api/ps").json["models"]] == ["llama3.2:latest"]
    gone = ask(play, "POST", "/api/generate", {"model": "llama3.2", "keep_alive": 0})
    assert (gone.json["done_reason"], gone.json["response"]) == ("unload", "")
    assert ask(play, "GET", "/api/ps").json == {"models": []}


def test_rates_follow_from_the_pace() -> None:
    play = simulator(FakeTime(), pace=Pace(tokens_per_second=50))
    done = ask(play, "POST", "/api/chat", {"model": "llama3.2", "messages": HI, "stream": False}).json
    assert done["eval_count"] / done["eval_duration"] * 1e9 == pytest.approx(50)


@pytest.mark.parametrize(
    ("fields", "status", "text"),
    [
        ({"model": "nope"}, 404, "model 'nope' not found"),
        ({"model": ""}, 400, "model is required"),
        ({"keep_alive": "5"}, 400, 'time: missing unit in duration "5"'),
        ({"options": {"num_ctx": "big"}}, 500, 'option "num_ctx" must be of type integer'),
        ({"think": True}, 400, '"llama3.2" does not support thinking'),
        ({"think": 5}, 400, 'think must be a boolean or string ("high", "medium", "low", "max", true, or false)'),
        (
            {"messages": [{"content": []}]},
            400,
            "json: cannot unmarshal array into Go struct field ChatRequest.messages.",
        ),
    ],
)
def test_errors(fields: dict[str, Any], status: int, text: str) -> None:
    answered = chat(**fields)
    assert answered.status == status
    assert answered.headers["content-type"] == "application/json; charset=utf-8"
    assert answered.json["error"].startswith(text)


def test_an_error_that_only_the_runner_finds() -> None:
    answered = chat(format="xml")
    assert (answered.status, answered.headers["content-type"]) == (500, "application/json")
    assert "content-length" not in answered.headers
    assert answered.json["error"] == 'invalid format: "\\"xml\\""; expected "json" or a valid JSON Schema object'


THINKER = replace(default_models(NOON)[0], capabilities=("completion", "thinking"))


def test_thinking_comes_first_and_tags_are_only_told_by_generate() -> None:
    play = simulator(models=[THINKER])
    lines = ask(play, "POST", "/api/chat", {"model": "llama3.2", "messages": HI}).lines
    assert all(line["message"]["content"] or line["message"].get("thinking") for line in lines[:-1])
    assert list(lines[0]["message"]) == ["role", "content", "thinking"]
    told = ask(play, "POST", "/api/generate", {"model": "llama3.2", "prompt": "hi"}).lines
    assert [line for line in told[:-1] if not line["response"] and not line.get("thinking")]
    assert len(told) == len(lines) + 2
    assert told[-1]["eval_count"] == lines[-1]["eval_count"]
    off = ask(play, "POST", "/api/chat", {"model": "llama3.2", "messages": HI, "think": False, "stream": False}).json
    assert "thinking" not in off["message"]


def test_probabilities_stand_where_each_endpoint_has_them() -> None:
    play = simulator()
    fields = {"model": "llama3.2", "logprobs": True, "top_logprobs": 1, "options": {"num_predict": 2}}
    chunk, *_, last = ask(play, "POST", "/api/chat", {**fields, "messages": HI}).lines
    assert list(chunk)[-2:] == ["done", "logprobs"]
    assert "logprobs" not in last
    whole = ask(play, "POST", "/api/chat", {**fields, "messages": HI, "stream": False}).json
    assert list(whole)[4:7] == ["done_reason", "logprobs", "total_duration"]
    assert len(whole["logprobs"]) == 2
    generated = ask(play, "POST", "/api/generate", {**fields, "prompt": "hi", "stream": False}).json
    assert list(generated)[-1] == "logprobs"


def test_a_format_is_kept_to() -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    asked = {"model": "llama3.2", "messages": [{"role": "user", "content": "7, please"}], "stream": False}
    assert json.loads(
        ask(simulator(), "POST", "/api/chat", {**asked, "format": schema}).json["message"]["content"]
    ) == {"n": 7}
