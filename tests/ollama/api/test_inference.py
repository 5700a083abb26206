"""Answers that fail, through each of the APIs: before the first token, and after two."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agwctl.ollama.faults import Crash
from agwctl.ollama.settings import Settings
from tests.ollama.played import Answered, ask, simulator

HI = [{"role": "user", "content": "hi"}]
APIS: dict[str, dict[str, Any]] = {
    "/api/chat": {"messages": HI},
    "/api/generate": {"prompt": "hi"},
    "/v1/chat/completions": {"messages": HI},
    "/v1/completions": {"prompt": "hi"},
    "/v1/responses": {"input": "hi"},
    "/v1/messages": {"messages": HI, "max_tokens": 99},
}
DIED = "an error was encountered while running the model: unexpected EOF"


def post(path: str, *, stream: bool, after: int | None = None, **fields: Any) -> Answered:
    settings = Settings(faults=() if after is None else (Crash(after_tokens=after),))
    play = simulator(settings=settings)
    answered = ask(play, "POST", path, {"model": "llama3.2", "stream": stream, **APIS[path], **fields})
    assert play.busy == 0
    return answered


def text(answered: Answered) -> str:
    told = answered.json["error"]
    return str(told if isinstance(told, str) else told["message"])


@pytest.mark.parametrize("path", APIS)
@pytest.mark.parametrize("after", [0, 2])
def test_what_is_no_stream_is_an_error_with_a_length(path: str, after: int) -> None:
    answered = post(path, stream=False, after=after)
    assert (answered.status, text(answered)) == (500, DIED)
    assert "content-length" in answered.headers
    kind = "application/json; charset=utf-8" if path.startswith("/api") else "application/json"
    assert answered.headers["content-type"] == kind
    assert answered.text.endswith("\n") is not path.startswith("/api")


@pytest.mark.parametrize("path", APIS)
def test_before_its_first_token_a_stream_is_an_error_in_a_chunk(path: str) -> None:
    answered = post(path, stream=True, after=0)
    assert (answered.status, text(answered)) == (500, DIED)
    assert "content-length" not in answered.headers
    assert answered.headers["content-type"] == "application/json"
    newer = path in ("/v1/responses", "/v1/messages")
    assert ("cache-control" in answered.headers) is newer


def test_later_the_native_apis_tell_it_in_a_last_line() -> None:
    for path in ("/api/chat", "/api/generate"):
        lines = post(path, stream=True, after=2).lines
        assert len(lines) == 3
        assert lines[-1] == {"error": DIED}


def test_later_openai_s_stream_has_a_chunk_of_no_model() -> None:
    *said, last = post("/v1/chat/completions", stream=True, after=2).data
    assert len(said) == 2
    assert last["model"] == ""
    assert last["choices"] == [{"index": 0, "delta": {"content": ""}, "finish_reason": None}]
    *said, last = post("/v1/completions", stream=True, after=2).data
    assert len(said) == 2
    assert last["model"] == ""
    assert last["choices"] == [{"text": "", "index": 0, "finish_reason": None}]


@pytest.mark.parametrize(
    ("path", "last"), [("/v1/responses", "response.output_text.delta"), ("/v1/messages", "content_block_delta")]
)
def test_later_the_events_stop(path: str, last: str) -> None:
    events = post(path, stream=True, after=2).data
    assert [event["type"] for event in events].count(last) == 2
    assert events[-1]["type"] == last


@pytest.mark.parametrize("stream", [False, True])
def test_a_format_that_is_none(stream: bool) -> None:
    wrong = 'invalid format: "\\"xml\\""; expected "json" or a valid JSON Schema object'
    for path in ("/api/chat", "/api/generate"):
        answered = post(path, stream=stream, format="xml")
        assert (answered.status, text(answered)) == (500, wrong)
        assert ("content-length" in answered.headers) is not stream
    asked = {"type": "json_schema", "json_schema": {"schema": 5}}
    answered = post("/v1/chat/completions", stream=stream, response_format=asked)
    assert (answered.status, answered.json["error"]["type"]) == (500, "api_error")


IMAGE = "data:image/png;base64,aGk="
SEEN: dict[str, dict[str, Any]] = {
    "/api/chat": {"messages": [HI[0] | {"images": ["aGk="]}]},
    "/api/generate": {"images": ["aGk="]},
    "/v1/chat/completions": {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": IMAGE}]}]},
    "/v1/responses": {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": IMAGE}]}]},
    "/v1/messages": {
        "messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "base64", "data": "aGk="}}]}]
    },
}


@pytest.mark.parametrize("path", SEEN)
def test_an_image_for_a_model_that_sees_none(path: str) -> None:
    answered = post(path, stream=False, **SEEN[path])
    assert answered.status == 400
    assert json.loads(text(answered))["error"]["message"].startswith("Multimodal data provided")


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/completions"])
def test_nothing_asked_loads_the_model_in_one_go(path: str) -> None:
    nothing: dict[str, Any] = {"messages": [{"role": "user", "content": []}], "prompt": ""}
    answered = post(path, stream=True, **nothing)
    assert "content-length" in answered.headers
    assert answered.data[-2]["choices"][0]["finish_reason"] == "load"
