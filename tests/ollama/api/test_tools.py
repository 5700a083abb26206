"""A tool called and answered, through each of the APIs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from agwctl.ollama.api.tools import arguments, called, offered, openai_called
from agwctl.ollama.refusal import Refusal
from tests.ollama.played import ask, simulator

CITY = {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}}
TOOLS = [{"type": "function", "function": {"name": "get_weather", "parameters": CITY}}]
QUESTION = [{"role": "user", "content": "What is the weather in Paris?"}]
CALL = re.compile("call_[a-z0-9]{8}")
GIVEN = '{"city":"Paris"}'


def post(path: str, **fields: Any) -> Any:
    answered = ask(simulator(), "POST", path, {"model": "llama3.2", **fields})
    assert answered.status == 200, answered.text
    return answered


def test_the_native_api_has_an_object_and_a_chunk_for_it() -> None:
    first, last = post("/api/chat", messages=QUESTION, tools=TOOLS).lines
    (call,) = first["message"].pop("tool_calls")
    assert first["message"] == {"role": "assistant", "content": ""}
    assert first["done"] is False
    assert CALL.fullmatch(call["id"])
    assert call["function"] == {"index": 0, "name": "get_weather", "arguments": {"city": "Paris"}}
    assert (last["message"], last["done_reason"]) == ({"role": "assistant", "content": ""}, "stop")
    assert last["eval_count"] > 5
    whole = post("/api/chat", messages=QUESTION, tools=TOOLS, stream=False).json
    assert whole["message"]["tool_calls"] == [call]


def test_openai_has_a_string() -> None:
    whole = post("/v1/chat/completions", messages=QUESTION, tools=TOOLS).json["choices"][0]
    (call,) = whole["message"]["tool_calls"]
    assert (call["type"], call["index"]) == ("function", 0)
    assert call["function"] == {"name": "get_weather", "arguments": GIVEN}
    assert (whole["finish_reason"], whole["message"]["content"]) == ("tool_calls", "")
    first, last, done = post("/v1/chat/completions", messages=QUESTION, tools=TOOLS, stream=True).data
    delta = {"role": "assistant", "content": "", "tool_calls": [call]}
    assert first["choices"] == [{"index": 0, "delta": delta, "finish_reason": None}]
    assert last["choices"] == [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]
    assert done == "[DONE]"


FUNCTION = [{"type": "function", "name": "get_weather", "parameters": CITY}]


def test_responses_have_an_item_of_it() -> None:
    (item,) = post("/v1/responses", input=QUESTION, tools=FUNCTION).json["output"]
    assert (item["type"], item["name"], item["arguments"], item["status"]) == (
        "function_call",
        "get_weather",
        GIVEN,
        "completed",
    )
    assert CALL.fullmatch(item["call_id"])
    events = post("/v1/responses", input=QUESTION, tools=FUNCTION, stream=True).data
    assert [event["type"].removeprefix("response.") for event in events] == [
        *("created", "in_progress", "output_item.added"),
        *("function_call_arguments.delta", "function_call_arguments.done"),
        *("output_item.done", "completed"),
    ]
    assert [event["sequence_number"] for event in events] == list(range(7))
    assert (events[2]["item"]["status"], events[2]["item"]["arguments"]) == ("in_progress", "")
    assert events[3]["delta"] == events[4]["arguments"] == GIVEN
    assert events[6]["response"]["output"] == [events[5]["item"]]


def test_a_namespace_goes_before_its_functions() -> None:
    space = [{"type": "namespace", "name": "sky", "tools": FUNCTION}, {"type": "web_search"}]
    (item,) = post("/v1/responses", input=QUESTION, tools=space).json["output"]
    assert item["name"] == "sky.get_weather"


def test_messages_have_a_block_of_it() -> None:
    tools = [{"name": "get_weather", "input_schema": CITY}]
    whole = post("/v1/messages", messages=QUESTION, tools=tools, max_tokens=99).json
    (block,) = whole["content"]
    assert list(block) == ["type", "id", "name", "input"]
    assert (block["type"], block["name"], block["input"]) == ("tool_use", "get_weather", {"city": "Paris"})
    assert whole["stop_reason"] == "tool_use"
    events = post("/v1/messages", messages=QUESTION, tools=tools, max_tokens=99, stream=True).data
    assert [event["type"] for event in events] == [
        *("message_start", "content_block_start", "content_block_delta", "content_block_stop"),
        *("message_delta", "message_stop"),
    ]
    assert events[1]["content_block"] == block | {"input": {}}
    assert events[2]["delta"] == {"type": "input_json_delta", "partial_json": GIVEN}
    assert events[4]["delta"] == {"stop_reason": "tool_use"}


NATIVE = [
    *QUESTION,
    {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "get_weather", "arguments": {}}}]},
    {"role": "tool", "content": "sunny", "tool_name": "get_weather"},
]
OPENAI = [
    *QUESTION,
    {"role": "assistant", "tool_calls": [{"id": "call_1", "function": {"name": "get_weather", "arguments": GIVEN}}]},
    {"role": "tool", "content": "sunny", "tool_call_id": "call_1"},
]
ITEMS = [
    *QUESTION,
    {"type": "reasoning", "encrypted_content": "hm"},
    {"type": "function_call", "call_id": "call_1", "name": "get_weather", "arguments": GIVEN},
    {"type": "function_call_output", "call_id": "call_1", "output": [{"type": "input_text", "text": "sunny"}]},
]
BLOCKS = [
    *QUESTION,
    {"role": "assistant", "content": [{"type": "tool_use", "id": "c", "name": "get_weather", "input": {}}]},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c", "content": "sunny"}]},
]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/api/chat", {"messages": NATIVE, "tools": TOOLS, "stream": False}),
        ("/v1/chat/completions", {"messages": OPENAI, "tools": TOOLS}),
        ("/v1/responses", {"input": ITEMS, "tools": FUNCTION}),
        ("/v1/messages", {"messages": BLOCKS, "tools": [{"name": "get_weather"}], "max_tokens": 99}),
    ],
)
def test_its_result_is_answered_in_words(path: str, fields: dict[str, Any]) -> None:
    text = json.dumps(post(path, **fields).json)
    assert "The tool said" in text
    assert "sunny" in text


def test_both_forms_of_calls_are_read() -> None:
    native, openai = ({"id": "a", "function": {"name": "f", "arguments": given}} for given in ({"x": 1}, '{"x":1}'))
    assert called([native]) == openai_called([openai])
    assert (called(None), offered(None)) == ((), ())


@pytest.mark.parametrize("text", ["", "x", "5", "[]", "{} {}", '"x"'])
def test_arguments_that_are_no_object(text: str) -> None:
    with pytest.raises(Refusal, match="invalid tool call arguments"):
        arguments(text)
