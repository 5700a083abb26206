"""Where the stand-in's requests go, and that they end."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agwctl.http.failure import ClientGone
from agwctl.http.message import Outcome
from agwctl.ollama.clock import Pace
from tests.ollama.played import Client, FakeTime, ask, respond, simulator

STREAM = {"model": "llama3.2", "messages": [{"role": "user", "content": "hi"}], "stream": True}


@pytest.mark.parametrize(
    ("method", "target", "status", "text"),
    [
        ("GET", "/", 200, "Ollama is running"),
        ("GET", "http://127.0.0.1:11434/", 200, "Ollama is running"),
        ("GET", "/api/version?x=1", 200, '{"version":"0.33.0"}'),
        ("GET", "/api/status", 200, '{"cloud":{"disabled":false,"source":"none"}}'),
        ("GET", "/nope", 404, "404 page not found"),
        ("GET", "/API/version", 404, "404 page not found"),
        ("GET", "/nope/", 404, "404 page not found"),
        ("GET", "/v1/models/a/b", 404, "404 page not found"),
        ("GET", "/v1/models/a%2Fb", 404, "404 page not found"),
        ("OPTIONS", "*", 200, ""),
        ("GET", "*", 400, ""),
        ("POST", "/v1/messages/count_tokens", 404, "404 page not found"),
        ("PUT", "/api/chat", 405, "405 method not allowed"),
    ],
)
def test_paths(method: str, target: str, status: int, text: str) -> None:
    answered = ask(simulator(), method, target)
    assert (answered.status, answered.text) == (status, text)


@pytest.mark.parametrize(
    ("method", "target", "allowed"),
    [
        ("POST", "/", "HEAD, GET"),
        ("GET", "/api/generate", "POST"),
        ("HEAD", "/api/ps", "GET"),
        ("POST", "/api/delete", "DELETE"),
        ("GET", "/api/blobs/sha256:0", "HEAD, POST"),
        ("POST", "/v1/models/x", "GET"),
    ],
)
def test_what_a_path_allows(method: str, target: str, allowed: str) -> None:
    answered = ask(simulator(), method, target)
    assert (answered.status, answered.headers["allow"]) == (405, allowed)


@pytest.mark.parametrize(("target", "length"), [("/", "17"), ("/api/version", "20")])
def test_head_tells_the_length_of_what_it_does_not_send(target: str, length: str) -> None:
    answered = ask(simulator(), "HEAD", target)
    assert (answered.status, answered.headers["content-length"], answered.text) == (200, length, "")


def test_the_same_request_gets_the_same_answer() -> None:
    assert (
        ask(simulator(), "POST", "/v1/chat/completions", STREAM).text
        == ask(simulator(), "POST", "/v1/chat/completions", STREAM).text
    )


@pytest.mark.parametrize("target", ["/api/chat", "/v1/chat/completions"])
def test_a_response_that_is_never_sent_ends_its_generation(target: str) -> None:
    play = simulator()
    response = respond(play, "POST", target, STREAM)
    assert play.busy == 1
    assert response.on_end is not None
    response.on_end(Outcome(complete=False, client_gone=True))
    assert play.busy == 0


def test_a_client_that_leaves_ends_the_stream() -> None:
    play, client = simulator(FakeTime(), pace=Pace(tokens_per_second=10)), Client()
    response = respond(play, "POST", "/v1/chat/completions", STREAM, hangup=client)
    pieces = cast("Any", response.body)
    next(pieces)
    client.left = True
    with pytest.raises(ClientGone):
        next(pieces)
    assert play.busy == 0


def test_a_client_that_leaves_a_silent_model_ends_the_request() -> None:
    play = simulator(FakeTime(), pace=Pace(load_seconds=100))
    with pytest.raises(ClientGone):
        respond(play, "POST", "/v1/chat/completions", STREAM, hangup=Client(left=True))
    assert play.busy == 0


FIELDS = [
    "model",
    "messages",
    "prompt",
    "input",
    "stream",
    "options",
    "stop",
    "max_tokens",
    "num_predict",
    "keep_alive",
    "format",
    "think",
    "tools",
    "system",
    "role",
    "content",
    "type",
    "text",
    "image_url",
    "url",
    "tool_calls",
    "reasoning",
    "effort",
    "stream_options",
    "include_usage",
    "dimensions",
    "top_logprobs",
]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["", "llama3.2", "text", "5m"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=12,
)
ENDPOINTS = [
    "/api/chat",
    "/api/generate",
    "/api/embed",
    "/api/embeddings",
    "/api/show",
    "/v1/chat/completions",
    "/v1/completions",
    "/v1/embeddings",
    "/v1/responses",
    "/v1/messages",
]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(ENDPOINTS),
    st.sampled_from(["llama3.2", "nomic-embed-text"]),
    st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6),
)
def test_any_json_is_answered(target: str, model: str, fields: dict[str, Any]) -> None:
    play = simulator()
    answered = ask(play, "POST", target, {"model": model, **fields})
    assert answered.status in (200, 400, 404, 500, 501)
    assert answered.text
    assert play.busy == 0
