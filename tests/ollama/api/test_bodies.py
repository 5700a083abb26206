"""Bodies that are refused, and bodies of any kind: every endpoint has an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ollama.played import ask, simulator

RECORDED = yaml.safe_load((Path(__file__).parent / "bodies.yaml").read_text(encoding="utf-8"))
POSTS = ["/api/chat", "/api/generate", "/api/embed", "/api/embeddings", "/api/show", "/v1/chat/completions"]
POSTS += ["/v1/completions", "/v1/embeddings", "/v1/responses", "/v1/messages", "/v1/audio/transcriptions"]
EMPTY = simulator(models=[])
FULL = simulator()


def error(text: str) -> str:
    told = json.loads(text)["error"]
    return str(told if isinstance(told, str) else told["message"])


@pytest.mark.parametrize(("path", "body", "status", "text"), RECORDED)
def test_what_a_real_one_says(path: str, body: str, status: int, text: str) -> None:
    answered = ask(EMPTY, "POST", path, body.encode())
    assert (answered.status, error(answered.text)) == (status, text)


NAMES = st.sampled_from(["llama3.2", "nomic-embed-text", "nope", "x:cloud", "bad name", ""])
WORDS = ["messages", "role", "content", "user", "prompt", "input", "tools", "function", "name", "parameters", "type"]
WORDS += ["properties", "string", "stream", "format", "options", "stop", "num_predict", "think", "images", "tool_calls"]
WORDS += ["arguments", "max_tokens", "model", "suffix", "raw", "context", "keep_alive", "logprobs", "top_logprobs"]
WORDS += ["response_format", "json_schema", "schema", "reasoning", "effort", "text", "image_url", "system", "thinking"]
WORDS += [
    "tool_use",
    "tool_result",
    "id",
    "source",
    "function_call",
    "function_call_output",
    "message",
    "encoding_format",
]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(allow_nan=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    max_leaves=15,
)
TURNS = st.lists(st.fixed_dictionaries({"role": st.sampled_from(["user", "tool", ""]), "content": VALUES}), max_size=2)
FUNCTION = st.fixed_dictionaries({"name": st.text(max_size=3), "parameters": VALUES})
TOOLS = st.fixed_dictionaries({"type": st.just("function"), "function": FUNCTION})
BODIES = st.fixed_dictionaries(
    {"model": NAMES},
    optional={
        "messages": TURNS,
        "max_tokens": st.integers(-1, 9),
        "stream": st.booleans(),
        "tools": st.lists(TOOLS, max_size=2),
        **{word: VALUES for word in WORDS if word not in ("model", "messages", "stream", "tools", "max_tokens")},
    },
)


def is_an_answer(path: str, body: bytes) -> None:
    answered = ask(FULL, "POST", path, body)
    assert 200 <= answered.status < 600
    kind = answered.headers.get("content-type", "")
    if answered.status >= 400:
        assert error(answered.text)
    elif kind == "application/x-ndjson":
        assert answered.lines[-1]["done"] is True or "error" in answered.lines[-1]
    elif kind == "text/event-stream":
        assert answered.data
    else:
        assert isinstance(answered.json, dict)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(POSTS), BODIES)
def test_any_request_is_answered(path: str, body: dict[str, Any]) -> None:
    is_an_answer(path, json.dumps(body).encode())


@settings(deadline=None)
@given(st.sampled_from(POSTS), st.binary(max_size=40) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_answered(path: str, body: bytes) -> None:
    is_an_answer(path, body)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("sign", ["[", '{"a":'])
def test_absurd_depths_are_answered(path: str, sign: str) -> None:
    for depth in (200, 1_000, 20_000):
        is_an_answer(path, f'{{"model":"llama3.2","tools":{sign * depth}'.encode())
        if sign == "[":
            is_an_answer(path, f'{{"model":"llama3.2","format":{"[" * depth}{"]" * depth}}}'.encode())
