"""The Anthropic-shaped API."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from agwctl.ollama.catalogue import default_models
from agwctl.ollama.store import Model
from tests.ollama.played import NOON, Answered, ask, simulator

HI = [{"role": "user", "content": "hi"}]


def messages(**fields: Any) -> Answered:
    return ask(simulator(), "POST", "/v1/messages", {"model": "llama3.2", "max_tokens": 99, "messages": HI, **fields})


def test_a_message() -> None:
    answered = messages(max_tokens=3).json
    assert list(answered) == ["id", "type", "role", "model", "content", "stop_reason", "usage"]
    assert answered["content"] == [{"type": "text", "text": "This is agwctl"}]
    assert answered["stop_reason"] == "max_tokens"
    assert answered["usage"] == {"input_tokens": 1, "output_tokens": 3}
    assert messages().json["stop_reason"] == "end_turn"


def test_a_streamed_message() -> None:
    answered = messages(stream=True, max_tokens=2)
    assert answered.headers["cache-control"] == "no-cache"
    assert answered.headers["connection"] == "keep-alive"
    assert re.findall(r"^event: (.*)$", answered.text, re.M) == [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    assert len(answered.chunks) == 7
    assert answered.data[-2]["usage"]["output_tokens"] == 2


def test_content_in_blocks_and_a_system_text() -> None:
    content = [{"type": "text", "text": "block"}]
    answered = messages(system="Be brief.", messages=[{"role": "user", "content": content}]).json
    assert '"block"' in answered["content"][0]["text"]
    assert answered["usage"]["input_tokens"] == 4


@pytest.mark.parametrize(
    ("fields", "status", "kind", "message"),
    [
        ({"model": None}, 400, "invalid_request_error", "model is required"),
        ({"max_tokens": 0}, 400, "invalid_request_error", "max_tokens is required and must be positive"),
        ({"max_tokens": -1}, 400, "invalid_request_error", "max_tokens is required and must be positive"),
        ({"messages": []}, 400, "invalid_request_error", "messages is required"),
        ({"model": "nope"}, 404, "not_found_error", "model 'nope' not found"),
    ],
)
def test_errors(fields: dict[str, Any], status: int, kind: str, message: str) -> None:
    answered = messages(**fields)
    assert answered.status == status
    assert answered.json["error"] == {"type": kind, "message": message}
    assert re.fullmatch(r"req_[0-9a-f]{24}", answered.json["request_id"])


THINKER = replace(default_models(NOON)[0], capabilities=("completion", "thinking"))


def thinking(model: Model = THINKER, **fields: Any) -> Answered:
    asked = {"model": "llama3.2", "max_tokens": 200, "messages": [{"role": "user", "content": "hi"}], **fields}
    return ask(simulator(models=[model]), "POST", "/v1/messages", asked)


def test_thinking_is_a_block_before_the_text() -> None:
    whole = thinking().json
    assert [block["type"] for block in whole["content"]] == ["thinking", "text"]
    events = thinking(stream=True).data
    starts = [event["content_block"] for event in events if event["type"] == "content_block_start"]
    assert starts == [{"type": "thinking", "thinking": ""}, {"type": "text", "text": ""}]
    assert [event["index"] for event in events if event["type"] == "content_block_stop"] == [0, 1]
    thought = "".join(event["delta"].get("thinking", "") for event in events if event["type"] == "content_block_delta")
    assert thought == whole["content"][0]["thinking"]


def test_thinking_can_be_switched_off_and_is_not_asked_of_who_cannot() -> None:
    off = thinking(thinking={"type": "disabled"}).json
    assert [block["type"] for block in off["content"]] == ["text"]
    plain = replace(THINKER, capabilities=("completion",))
    assert thinking(plain, thinking={"type": "enabled", "budget_tokens": 1024}).status == 200
