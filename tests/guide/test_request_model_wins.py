"""`request-model-wins`: the configured model is a default in guide mode, and replaces the request's in 1.4."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.guide.stage import CHAT, HELLO, Stage, chat, ollama, staged
from tests.proxy.running import running


def sent(stage: Stage) -> list[str | None]:
    return [each.model for each in stage.local.asked]


@pytest.mark.parametrize(
    ("asked", "guide", "release"),
    [
        (chat("mistral"), "mistral", "llama3.2"),
        (chat("llama3.2"), "llama3.2", "llama3.2"),
        (chat(None), "llama3.2", "llama3.2"),
        (chat(""), "llama3.2", "llama3.2"),
        ({"model": None, "messages": HELLO}, "llama3.2", "llama3.2"),
        (chat("LLAMA3.2:latest"), "LLAMA3.2:latest", "llama3.2"),
    ],
)
def test_with_a_configured_model(asked: dict[str, Any], guide: str, release: str) -> None:
    for compat, model in (("guide", guide), ("1.4", release)):
        with staged("basic", compat) as stage:
            assert stage.gateway.ask(CHAT, asked).status == 200
            assert sent(stage) == [model]


@pytest.mark.parametrize("path", ["/v1/embeddings", "/v1/responses"])
def test_other_kinds_of_requests_as_well(path: str) -> None:
    with staged("basic", "guide") as stage:
        stage.gateway.ask(path, {"model": "nomic-embed-text", "input": "x"})
        stage.gateway.ask(path, {"input": "x"})
        assert sent(stage) == ["nomic-embed-text", "llama3.2"]


@pytest.mark.parametrize("asked", [chat(None), chat(""), {"model": None, "messages": HELLO}])
def test_without_any_model_nothing_is_sent(asked: dict[str, Any]) -> None:
    with staged("model-omitted", "guide") as stage:
        answer = stage.gateway.ask(CHAT, asked)
        error = json.loads(answer.body)["error"]
        assert (answer.status, error["code"]) == (400, "model_missing")
        assert "GET /v1/models" in error["message"]
        assert not stage.local.asked


def test_the_release_lets_an_empty_name_pass() -> None:
    with staged("model-omitted", "1.4") as stage:
        assert stage.gateway.ask(CHAT, chat("")).status == 400, "Ollama's own refusal"
        assert sent(stage) == [""]
        assert stage.gateway.ask(CHAT, chat(None)).body == b"processing failed: missing field: model not specified"
        assert sent(stage) == [""]


def test_a_model_of_the_llm_section_is_fixed_in_both_modes() -> None:
    """There the entry that a request names stands for the model that is sent."""
    for compat in ("guide", "1.4"):
        with ollama() as local:
            model = f"{{name: '*', provider: ollama, params: {{model: llama3.2, baseUrl: 'http://localhost:{local.port}'}}}}"
            with running(f"llm: {{port: PORT, models: [{model}]}}", compat) as gateway:
                assert gateway.ask(CHAT, chat("mistral")).status == 200
            assert [each.model for each in local.asked] == ["llama3.2"]
