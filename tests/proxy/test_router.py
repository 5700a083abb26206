"""The model router of an `llm` port: its list, its choice, its own errors."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from agwctl.http.message import Response
from agwctl.proxy.compile_llm import compile_router
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.route import Backend
from agwctl.proxy.router import ModelRouter
from tests.proxy.exchanges import exchange
from tests.proxy.running import loaded

MODELS = """
llm:
  models:
  - {name: '*', provider: ollama}
  - {name: llama3.2, provider: ollama}
  - {name: secret, provider: ollama, visibility: internal}
  - {name: embed, provider: ollama, matches: [{headers: [{name: x-team, value: {exact: search}}]}]}
"""
CHAT = "/v1/chat/completions"


@pytest.fixture
def router() -> ModelRouter:
    config = loaded(MODELS).llm
    assert config is not None
    return compile_router(config)


def answered(router: ModelRouter, asked: Exchange, limit: int = 1000) -> tuple[int, Any]:
    answer = router.choose(asked, limit)
    assert isinstance(answer, Response)
    assert isinstance(answer.body, bytes)
    assert answer.headers.items == [(b"content-type", b"application/json")]
    assert (asked.protocol, asked.backend_name) == ("llm", "/llm:router")
    return answer.status, json.loads(answer.body)


def post(body: bytes, target: str = CHAT, **more: Any) -> Exchange:
    return exchange(target, "POST", body=body, **more)


TOO_LONG_DECODED = gzip.compress(b" " * 1001, mtime=0)


@pytest.mark.parametrize("target", ["/v1/models", "/models", "/v1/models/", "/v1/models/anything", "/models/x/y"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_the_list_of_public_models(router: ModelRouter, target: str, method: str) -> None:
    status, listed = answered(router, exchange(target, method))
    assert status == 200
    assert [entry["id"] for entry in listed["data"]] == ["llama3.2", "embed", "*"]
    assert list(listed) == ["data", "object"]
    assert listed["data"][0] == {**listed["data"][0], "object": "model", "owned_by": "openai"}


@pytest.mark.parametrize("target", ["/v1/modelsx", "/api/v1/models"])
def test_not_a_list(router: ModelRouter, target: str) -> None:
    assert answered(router, exchange(target))[0] == 400


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"model":"llama3.2"}', "/llm:model:llama3.2:0"),
        (b'{"model":"Llama3.2"}', "/llm:model:*:3"),
        (b'{"model":""}', "/llm:model:*:3"),
        (b'{"model":"secret"}', "/llm:model:*:3"),
        (b'{"model":"embed"}', "/llm:model:*:3"),
    ],
)
def test_which_model_takes_a_request(router: ModelRouter, body: bytes, name: str) -> None:
    chosen = router.choose(post(body), 1000)
    assert isinstance(chosen, Backend)
    assert chosen.name == name


def test_headers_decide_between_models(router: ModelRouter) -> None:
    chosen = router.choose(post(b'{"model":"embed"}', headers=[("x-team", "search")]), 1000)
    assert isinstance(chosen, Backend)
    assert chosen.name == "/llm:model:embed:2"


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        (post(b""), 400, "invalid_request_body"),
        (post(b"not json"), 400, "invalid_request_body"),
        (post(b"[]"), 400, "missing_model"),
        (post(b'{"model":7}'), 400, "missing_model"),
        (post(b"{}"), 400, "missing_model"),
        (post(b'{"model":"llama3.2"}', headers=[("content-encoding", "gzip")]), 400, "request_body_decode_failed"),
        (post(b'{"model":"llama3.2"}', headers=[("content-encoding", "zstd")]), 400, "request_body_decode_failed"),
        (post(b'{"model":"' + b"x" * 1000 + b'"}'), 413, "request_body_too_large"),
        (post(TOO_LONG_DECODED, headers=[("content-encoding", "gzip")]), 413, "request_body_too_large"),
        (exchange("/api/tags"), 400, "invalid_request_body"),
    ],
)
def test_its_own_errors(router: ModelRouter, asked: Exchange, status: int, code: str) -> None:
    found, error = answered(router, asked)
    assert (found, error["error"]["code"], error["error"]["type"]) == (status, code, "invalid_request_error")


def test_a_model_that_nobody_offers() -> None:
    config = loaded("llm: {models: [{name: llama3.2, provider: ollama}]}").llm
    assert config is not None
    status, error = answered(compile_router(config), post(b'{"model":"mistral"}'))
    assert (status, error["error"]["message"], error["error"]["code"]) == (404, "Model not found", "model_not_found")
