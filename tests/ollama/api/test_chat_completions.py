"""OpenAI's chat as it is in different releases, with thinking, probabilities and formats."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from agwctl.ollama.catalogue import default_models
from tests.ollama.played import NOON, Answered, ask, simulator

HI = [{"role": "user", "content": "hi"}]
THINKER = replace(default_models(NOON)[0], capabilities=("completion", "thinking"))


def chat(version: str = "0.33.0", **fields: Any) -> Answered:
    play = simulator(models=[THINKER], version=version)
    return ask(play, "POST", "/v1/chat/completions", {"model": "llama3.2", "messages": HI, **fields})


def deltas(answered: Answered) -> list[dict[str, Any]]:
    return [event["choices"][0]["delta"] for event in answered.data[:-1] if event["choices"]]


def test_an_older_release_names_the_role_each_time_and_ends_on_an_empty_text() -> None:
    answered = chat("0.13.5", stream=True, stream_options={"include_usage": True}, reasoning_effort="none")
    *said, last = deltas(answered)
    assert {delta["role"] for delta in said} == {"assistant"}
    assert last == {"role": "assistant", "content": ""}
    finish, usage, done = answered.data[-3:]
    assert finish["choices"][0]["finish_reason"] == "stop"
    assert (usage["choices"], done) == ([], "[DONE]")
    assert answered.chunks[-1].count("data: ") == 3


@pytest.mark.parametrize("version", ["0.13.5", "0.33.0"])
def test_reasoning_comes_first(version: str) -> None:
    said = deltas(chat(version, stream=True))
    assert said[0].keys() == {"role", "content", "reasoning"}
    kinds = ["reasoning" if delta.get("reasoning") else "content" for delta in said if delta.get("content") is not None]
    assert kinds == sorted(kinds, reverse=True)
    message = chat(version).json["choices"][0]["message"]
    assert list(message) == ["role", "content", "reasoning"]
    assert message["reasoning"] == "".join(delta.get("reasoning", "") for delta in said)


@pytest.mark.parametrize(
    ("fields", "thinks"),
    [
        ({"reasoning_effort": "none"}, False),
        ({"reasoning": {"effort": "none"}, "reasoning_effort": "high"}, False),
        ({"reasoning_effort": "xhigh"}, True),
    ],
)
def test_an_effort_is_a_way_to_think(fields: dict[str, Any], thinks: bool) -> None:
    assert ("reasoning" in chat(**fields).json["choices"][0]["message"]) is thinks


@pytest.mark.parametrize(
    ("version", "fields", "text"),
    [
        ("0.13.5", {"reasoning_effort": "max"}, 'invalid reasoning value: \'max\' (must be "high", "medium"'),
        ("0.13.5", {"reasoning_effort": "minimal"}, "invalid reasoning value: 'minimal'"),
        ("0.33.0", {"reasoning_effort": "bogus"}, 'invalid reasoning value: "bogus" (must be "minimal"'),
    ],
)
def test_an_effort_that_the_release_does_not_know(version: str, fields: dict[str, Any], text: str) -> None:
    answered = chat(version, **fields)
    assert answered.status == 400
    assert answered.json["error"]["message"].startswith(text)


@pytest.mark.parametrize(("version", "kind"), [("0.13.5", "api_error"), ("0.33.0", "not_found_error")])
def test_the_type_of_an_error_from_behind(version: str, kind: str) -> None:
    assert chat(version, model="nope").json["error"]["type"] == kind


def test_probabilities_of_all_tokens_that_are_told() -> None:
    choice = chat(logprobs=True, top_logprobs=2).json["choices"][0]
    tokens = [entry["token"] for entry in choice["logprobs"]["content"]]
    assert "".join(tokens) == choice["message"]["reasoning"] + choice["message"]["content"]
    assert {len(entry["top_logprobs"]) for entry in choice["logprobs"]["content"]} == {2}
    first = chat(logprobs=True, stream=True).data[0]["choices"][0]
    assert [entry["token"] for entry in first["logprobs"]["content"]] == [first["delta"]["reasoning"]]
    assert "logprobs" not in chat().json["choices"][0]


SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}


def test_formats() -> None:
    asked = {"type": "json_schema", "json_schema": {"name": "person", "schema": SCHEMA}}
    messages = [{"role": "user", "content": "Who is Ann, aged 41?"}]
    text = chat(response_format=asked, messages=messages).json["choices"][0]["message"]["content"]
    assert json.loads(text) == {"name": "Ann", "age": 41}
    text = chat(response_format={"type": "json_object"}).json["choices"][0]["message"]["content"]
    assert isinstance(json.loads(text), dict)
