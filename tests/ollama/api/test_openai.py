"""The OpenAI-shaped API."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ollama.played import Answered, ask, simulator

HI = [{"role": "user", "content": "hi"}]


def chat(**fields: Any) -> Answered:
    return ask(simulator(), "POST", "/v1/chat/completions", {"model": "llama3.2", "messages": HI, **fields})


def test_models() -> None:
    listed = ask(simulator(), "GET", "/v1/models")
    assert listed.headers["content-type"] == "application/json"
    assert listed.text.endswith("}\n")
    assert listed.json["data"][0]["id"] == "llama3.2:latest"
    assert ask(simulator(models=[]), "GET", "/v1/models").text == '{"object":"list","data":null}\n'


@pytest.mark.parametrize("name", ["llama3.2", "LLAMA3.2:latest", "llama3.2%3Alatest"])
def test_one_model_as_it_was_spelt(name: str) -> None:
    found = ask(simulator(), "GET", f"/v1/models/{name}").json
    assert (found["id"], found["owned_by"]) == (name.replace("%3A", ":"), "library")


def test_one_model_that_is_not_there() -> None:
    answered = ask(simulator(), "GET", "/v1/models/nope")
    assert answered.status == 404
    assert answered.json["error"]["message"] == "model 'nope:latest' not found"
    assert answered.json["error"]["type"] == "not_found_error"


def test_a_chat() -> None:
    answered = chat(max_tokens=3).json
    assert list(answered) == ["id", "object", "created", "model", "system_fingerprint", "choices", "usage"]
    (choice,) = answered["choices"]
    assert choice["message"] == {"role": "assistant", "content": "This is agwctl"}
    assert choice["finish_reason"] == "length"
    usage = answered["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] == 4


def test_a_streamed_chat() -> None:
    answered = chat(stream=True)
    assert answered.headers["content-type"] == "text/event-stream"
    assert "cache-control" not in answered.headers
    *events, done = answered.data
    assert done == "[DONE]"
    assert len({event["id"] for event in events}) == len({event["created"] for event in events}) == 1
    deltas = [event["choices"][0]["delta"] for event in events]
    assert [list(delta) for delta in deltas] == [["role", "content"], *[["content"]] * (len(deltas) - 2), []]
    assert events[-1]["choices"][0]["finish_reason"] == "stop"
    assert not any("usage" in event for event in events)
    assert answered.chunks[-1].count("data: ") == 2  # the end comes in one chunk
    assert len(answered.chunks) == len(events)


def test_usage_comes_last_when_asked_for() -> None:
    *events, _ = chat(stream=True, stream_options={"include_usage": True}).data
    assert [("usage" in event) for event in events] == [False] * (len(events) - 1) + [True]
    assert events[-1]["choices"] == []
    assert events[-1]["usage"]["completion_tokens"] == len(events) - 1


def test_an_empty_answer_still_says_whose_it_is() -> None:
    play = simulator(answer=lambda model, question: [])
    body = {"model": "llama3.2", "messages": HI, "stream": True}
    first, *_ = ask(play, "POST", "/v1/chat/completions", body).data
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": ""}


def test_parts_are_messages_of_their_own() -> None:
    content = [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]
    answered = chat(messages=[{"role": "user", "content": content}])
    assert '"two"' in answered.json["choices"][0]["message"]["content"]
    assert answered.json["usage"]["prompt_tokens"] == 2


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"messages": []}, 400, "[] is too short - 'messages'"),
        ({"model": "nope"}, 404, "model 'nope' not found"),
        ({"model": ""}, 400, "model is required"),
        ({"reasoning_effort": "bogus"}, 400, 'invalid reasoning value: "bogus"'),
        ({"reasoning": {"effort": "high"}}, 400, '"llama3.2" does not support thinking'),
        ({"messages": [{"content": None}]}, 400, "invalid message content type: <nil>"),
        ({"messages": [{"content": {}}]}, 400, "invalid message content type: map[string]interface {}"),
        ({"messages": [{"content": ["x"]}]}, 400, "invalid message format"),
        ({"messages": [{"content": [{"type": "image_url"}]}]}, 400, "invalid message format"),
        (
            {"max_tokens": "5"},
            400,
            "json: cannot unmarshal string into Go struct field ChatCompletionRequest.max_tokens",
        ),
        ({"stream_options": {"include_usage": 1}}, 400, "json: cannot unmarshal number into Go struct field"),
    ],
)
def test_errors(fields: dict[str, Any], status: int, message: str) -> None:
    answered = chat(**fields)
    assert answered.status == status
    error = answered.json["error"]
    assert error["message"].startswith(message)
    assert (error["param"], error["code"]) == (None, None)


def test_errors_of_the_layer_and_from_behind_it_are_told_apart() -> None:
    layer, behind = chat(messages=[]), chat(model="nope", stream=True)
    assert layer.headers["content-type"] == "application/json; charset=utf-8"
    assert not layer.text.endswith("\n")
    assert behind.headers["content-type"] == "application/json"
    assert behind.text.endswith("}\n")


def test_a_tool_message_may_be_without_content() -> None:
    called = {"role": "assistant", "content": None, "tool_calls": [{"function": {"arguments": "{}"}}]}
    assert chat(messages=[called, *HI]).status == 200
