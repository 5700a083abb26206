"""`token-cap`: "use max_tokens to limit response length", also from clients that call it `max_completion_tokens`."""

from __future__ import annotations

import json
from typing import Any

import anthropic
import openai
import pytest

from tests.guide.stage import CHAT, chat, ollama, staged
from tests.proxy.running import running


@pytest.mark.parametrize(
    ("asked", "guide", "release", "length"),
    [
        ({"max_tokens": 2}, {"max_tokens": 2}, {"max_tokens": 2}, (2, 2)),
        ({"max_completion_tokens": 2}, {"max_tokens": 2}, {"max_completion_tokens": 2}, (2, 36)),
        (
            {"max_completion_tokens": 2, "max_tokens": 9},
            {"max_tokens": 2},
            {"max_tokens": 9, "max_completion_tokens": 2},
            (2, 9),
        ),
        ({"max_completion_tokens": None, "max_tokens": 9}, {"max_tokens": 9}, {"max_tokens": 9}, (9, 9)),
        ({}, {}, {}, (36, 36)),
    ],
)
def test_under_which_name_a_cap_reaches_ollama(
    asked: dict[str, Any], guide: dict[str, int], release: dict[str, int], length: tuple[int, int]
) -> None:
    for compat, sent, tokens in (("guide", guide, length[0]), ("1.4", release, length[1])):
        with staged("basic", compat) as stage:
            answer = stage.gateway.ask(CHAT, chat(**asked))
            (reached,) = stage.local.asked
        assert {name: value for name, value in reached.body.items() if "tokens" in name} == sent
        assert json.loads(answer.body)["usage"]["completion_tokens"] == pytest.approx(tokens, abs=0 if asked else 20)


@pytest.mark.parametrize("compat", ["guide", "1.4"])
def test_the_client_s_log_line_names_the_cap(compat: str) -> None:
    with staged("basic", compat) as stage:
        stage.gateway.ask(CHAT, chat(max_completion_tokens=7))
        assert stage.gateway.fields()["gen_ai.request.max_tokens"] == "7"


def test_a_newer_openai_client() -> None:
    with staged("basic", "guide") as stage:
        with openai.OpenAI(base_url=f"http://127.0.0.1:{stage.gateway.port}/v1", api_key="x") as client:
            said = client.chat.completions.create(
                model="llama3.2", messages=[{"role": "user", "content": "Hi"}], max_completion_tokens=3
            )
        assert said.usage is not None
        assert (said.usage.completion_tokens, said.choices[0].finish_reason) == (3, "length")


def test_an_anthropic_client() -> None:
    with staged("basic", "guide") as stage:
        with anthropic.Anthropic(base_url=f"http://127.0.0.1:{stage.gateway.port}", api_key="x") as client:
            said = client.messages.create(model="llama3.2", max_tokens=3, messages=[{"role": "user", "content": "Hi"}])
        assert said.usage.output_tokens == 3


def test_models_named_as_openai_s_are_called() -> None:
    """The release renames the cap for `gpt-…` alone, the wrong way round for Ollama's gpt-oss."""
    for compat, name in (("guide", "max_tokens"), ("1.4", "max_completion_tokens")):
        with staged("model-omitted", compat) as stage:
            stage.gateway.ask(CHAT, chat("gpt-oss", max_tokens=5))
            assert [word for word in stage.local.asked[0].body if "tokens" in word] == [name]


def test_the_llm_section_as_well() -> None:
    with ollama() as local:
        model = f"{{name: '*', provider: ollama, params: {{baseUrl: 'http://localhost:{local.port}/v1'}}}}"
        with running(f"llm: {{port: PORT, models: [{model}]}}") as gateway:
            gateway.ask(CHAT, chat(max_completion_tokens=4))
        assert local.asked[0].body["max_tokens"] == 4
