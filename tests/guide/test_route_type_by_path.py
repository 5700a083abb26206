"""`route-type-by-path`: what a request to an `ai` backend without `ai.routes` is; in 1.4 everything is chat."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.guide.stage import CHAT, HELLO, Ollama, chat, config, ollama, staged
from tests.proxy.running import running

EMBED = {"model": "nomic-embed-text", "input": "x"}
MESSAGES = {"model": "llama3.2", "max_tokens": 9, "messages": HELLO}
ODD = {"model": "llama3.2", "messages": HELLO, "keep_alive": "5m", "n": None, "temperature": 1}
REWRITTEN = ["messages", "model", "temperature", "keep_alive", "n"]
"""Chat completions are written again, known fields first; other requests keep their order."""


def raw(body: Any) -> bytes:
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    ("method", "path", "body", "target", "rewritten"),
    [
        ("POST", CHAT, ODD, CHAT, True),
        ("POST", f"{CHAT}?x=1", ODD, f"{CHAT}?x=1", True),
        ("POST", "/v1/embeddings", EMBED, "/v1/embeddings", False),
        ("POST", "/v1/responses", {"input": "x", "model": "llama3.2"}, "/v1/responses", False),
        ("POST", "/v1/messages", MESSAGES, "/v1/messages", False),
        ("POST", "/v1/completions", {"model": "llama3.2", "prompt": "x"}, "/v1/completions", False),
        ("POST", "/v1/anything", ODD, "/v1/anything", False),
        ("POST", "/api/chat", ODD, "/api/chat", False),
        ("POST", "/api/embed", EMBED, "/api/embed", False),
        ("GET", "/v1/models", None, "/v1/models", False),
        ("GET", "/v1/models/llama3.2", None, "/v1/models/llama3.2", False),
        ("GET", "/api/version", None, "/api/version", False),
        ("GET", "/", None, "/", False),
        ("HEAD", "/", None, "/", False),
        ("DELETE", "/api/delete", {"model": "x"}, "/api/delete", False),
        ("POST", "/anything/else", ODD, "/anything/else", True),
        ("POST", "/", ODD, "/", True),
        ("POST", "/v1", ODD, "/v1", True),
    ],
)
def test_guide(method: str, path: str, body: Any, target: str, rewritten: bool) -> None:
    with staged("model-omitted", "guide") as stage:
        stage.gateway.ask(path, body, method=method)
        (asked,) = stage.local.asked
    assert (asked.method, asked.target) == (method, target)
    if body is not None:
        assert asked.body == body
        assert list(asked.body) == (REWRITTEN if rewritten else list(body))


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/chat/completions", CHAT),
        ("/v1/v1/chat/completions", CHAT),
        ("/embeddings", "/v1/embeddings"),
        ("/v1/v1/embeddings", "/v1/embeddings"),
        ("/responses", "/v1/responses"),
        ("/messages", "/v1/messages"),
        ("/v1/v1/v1/messages?x=1", "/v1/messages?x=1"),
        ("/api/v1/chat/completions", "/api/v1/chat/completions"),
    ],
)
def test_a_base_url_with_too_much_or_too_little_is_put_right(path: str, target: str) -> None:
    body = {"messages": HELLO, "input": "x", "max_tokens": 9, "model": "llama3.2"}
    with staged("basic", "guide") as stage:
        stage.gateway.ask(path, body)
        assert [each.target for each in stage.local.asked] == [target]
    with staged("basic", "1.4") as stage:
        stage.gateway.ask(path, body)
        assert [each.target for each in stage.local.asked] == [path]


def with_policy(local: Ollama, more: str) -> str:
    return config("model-omitted", local.port).replace("provider:", f"{more}\n          provider:")


@pytest.mark.parametrize("more", ["pathPrefix: /v1", "pathOverride: /v1/chat/completions"])
def test_a_path_that_is_configured_is_not_mended(more: str) -> None:
    with ollama() as local, running(with_policy(local, more)) as gateway:
        assert gateway.ask("/chat/completions", chat()).status == 200
        assert [each.target for each in local.asked] == [CHAT]


@pytest.mark.parametrize("path", ["/v1/embeddings", "/anything"])
def test_a_configured_type_decides_in_both_modes(path: str) -> None:
    for compat in ("guide", "1.4"):
        with ollama() as local:
            routes = config("model-omitted", local.port).replace(
                "    - policies:", f"    - policies:\n        ai: {{routes: {{'{path}': passthrough}}}}"
            )
            with running(routes, compat) as gateway:
                gateway.ask(path, {"no": "model"})
            assert [(each.target, each.body) for each in local.asked] == [(path, {"no": "model"})]


@pytest.mark.parametrize(
    ("method", "path", "body", "text"),
    [
        ("GET", "/v1/models", None, "failed to parse request: EOF while parsing a value at line 1 column 0"),
        ("GET", "/api/version", None, "failed to parse request: EOF while parsing a value at line 1 column 0"),
        ("POST", "/v1/embeddings", EMBED, "failed to parse request: missing field `messages`"),
        ("POST", "/api/embed", EMBED, "failed to parse request: missing field `messages`"),
    ],
)
def test_the_release_takes_everything_for_chat(method: str, path: str, body: Any, text: str) -> None:
    with staged("basic", "1.4") as stage:
        answer = stage.gateway.ask(path, body, method=method)
        assert (answer.status, answer.body.decode()) == (503, f"processing failed: {text}")
        assert not stage.local.asked


def test_anthropic_clients_talk_to_ollama_itself() -> None:
    with staged("basic", "guide") as stage:
        answer = stage.gateway.ask("/v1/messages", MESSAGES)
        said = json.loads(answer.body)
        assert (answer.status, said["type"], said["role"]) == (200, "message", "assistant")
        assert stage.local.asked[0].raw == raw(MESSAGES)
