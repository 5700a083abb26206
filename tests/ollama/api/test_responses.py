"""The Responses API."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from agwctl.ollama.catalogue import default_models
from tests.ollama.played import NOON, Answered, ask, simulator


def responses(**fields: Any) -> Answered:
    return ask(simulator(), "POST", "/v1/responses", {"model": "llama3.2", "input": "hi", **fields})


def test_an_answer() -> None:
    answered = responses(max_output_tokens=3, temperature=0).json
    (item,) = answered["output"]
    assert item["content"][0]["text"] == "This is agwctl"
    assert (answered["status"], answered["temperature"], answered["max_output_tokens"]) == ("completed", 0, 3)
    assert answered["usage"]["total_tokens"] == 4


def test_events_in_their_order_and_numbered() -> None:
    answered = responses(max_output_tokens=2, stream=True)
    kinds = re.findall(r"^event: response\.(.*)$", answered.text, re.M)
    assert kinds == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]
    assert [event["sequence_number"] for event in answered.data] == list(range(len(kinds)))
    assert len(answered.chunks) == len(kinds)
    assert all(list(event) == sorted(event) for event in answered.data)
    created, completed = answered.data[0]["response"], answered.data[-1]["response"]
    assert (created["status"], created["output"], created["usage"]) == ("in_progress", [], None)
    assert completed["output"][0]["content"][0]["text"] == "This is"
    assert created["id"] == completed["id"]


def test_items_and_instructions() -> None:
    items = [{"role": "user", "content": [{"type": "input_text", "text": "first"}]}, {"type": "reasoning"}]
    answered = responses(input=[*items, {"role": "user", "content": "last"}], instructions="Be brief.").json
    assert '"last"' in answered["output"][0]["content"][0]["text"]
    assert answered["instructions"] == "Be brief."
    assert answered["usage"]["input_tokens"] == 5


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"model": ""}, 400, "model is required"),
        ({"model": "nope"}, 404, "model 'nope' not found"),
        (
            {"input": [{"role": "user", "content": [{"type": "input_file"}]}]},
            400,
            "file inputs are not currently supported",
        ),
        ({"reasoning": {"effort": "bogus"}}, 400, 'invalid reasoning value: "bogus"'),
    ],
)
def test_errors(fields: dict[str, Any], status: int, message: str) -> None:
    answered = responses(**fields)
    assert answered.status == status
    assert answered.json["error"]["message"].startswith(message)


THINKER = replace(default_models(NOON)[0], capabilities=("completion", "thinking"))


def thinking(version: str = "0.33.0", **fields: Any) -> Answered:
    play = simulator(models=[THINKER], version=version)
    return ask(play, "POST", "/v1/responses", {"model": "llama3.2", "input": "hi", **fields})


def test_thinking_is_an_item_before_the_message() -> None:
    reasoning, message = thinking().json["output"]
    assert list(reasoning) == ["id", "type", "summary", "encrypted_content"]
    assert reasoning["summary"] == [{"type": "summary_text", "text": reasoning["encrypted_content"]}]
    events = thinking(stream=True).data
    kinds = [event["type"].removeprefix("response.") for event in events]
    unique = [kind for at, kind in enumerate(kinds) if kind != kinds[at - 1]]
    assert unique == [
        *("created", "in_progress", "output_item.added"),
        *("reasoning_summary_text.delta", "reasoning_summary_text.done", "output_item.done"),
        *("output_item.added", "content_part.added", "output_text.delta", "output_text.done"),
        *("content_part.done", "output_item.done", "completed"),
    ]
    assert [event["output_index"] for event in events if event["type"].endswith("item.done")] == [0, 1]
    assert [item["type"] for item in events[-1]["response"]["output"]] == ["reasoning", "message"]
    assert message["content"][0]["text"] == events[-1]["response"]["output"][1]["content"][0]["text"]


def test_what_was_asked_is_told_again() -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    text = {"format": {"type": "json_schema", "name": "n", "schema": schema, "strict": True}}
    told = thinking(text=text, reasoning={"effort": "low"}, instructions="Be brief.", top_p=0.5).json
    assert told["text"] == text
    assert told["reasoning"] == {"effort": "low"}
    assert (told["instructions"], told["top_p"], told["temperature"]) == ("Be brief.", 0.5, 1)
    assert json.loads(told["output"][1]["content"][0]["text"]) == {"n": 1}


def test_an_older_release_tells_less() -> None:
    told = thinking("0.13.5", reasoning={"effort": "none"}).json
    assert list(told) == ["id", "object", "created_at", "status", "model", "output", "usage"]
    assert list(told["usage"]) == ["input_tokens", "output_tokens", "total_tokens"]
    assert list(told["output"][0]["content"][0]) == ["type", "text"]
    assert thinking("0.13.2").status == 404
