"""The Responses API."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.ollama.played import Answered, ask, simulator


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
        ({"input": [{"content": [{"type": "input_file"}]}]}, 400, "file inputs are not currently supported"),
        ({"reasoning": {"effort": "bogus"}}, 400, 'invalid reasoning value: "bogus"'),
    ],
)
def test_errors(fields: dict[str, Any], status: int, message: str) -> None:
    answered = responses(**fields)
    assert answered.status == status
    assert answered.json["error"]["message"].startswith(message)
