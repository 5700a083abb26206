"""The `anthropic` package through the gateway: Ollama answers /v1/messages itself."""

from __future__ import annotations

from collections.abc import Iterator

import anthropic
import pytest

from tests.e2e.conftest import Chain

QUESTION = "Hello! Tell me about Ollama in one sentence."


@pytest.fixture
def client(chain: Chain) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(base_url=chain.gateway, api_key="unused", timeout=120, max_retries=0) as made:
        yield made


def test_a_message(client: anthropic.Anthropic, chain: Chain) -> None:
    answer = client.messages.create(
        model=chain.chat_model, max_tokens=64, messages=[{"role": "user", "content": QUESTION}]
    )
    (block,) = answer.content
    assert isinstance(block, anthropic.types.TextBlock)
    assert block.text
    assert answer.stop_reason in ("end_turn", "max_tokens")
    assert answer.usage.output_tokens > 3


def test_a_streamed_message(client: anthropic.Anthropic, chain: Chain) -> None:
    with client.messages.stream(
        model=chain.chat_model, max_tokens=64, messages=[{"role": "user", "content": QUESTION}]
    ) as stream:
        pieces = list(stream.text_stream)
        assert stream.get_final_message().stop_reason in ("end_turn", "max_tokens")
    assert len(pieces) > 3


def test_a_model_that_is_not_pulled(client: anthropic.Anthropic) -> None:
    with pytest.raises(anthropic.NotFoundError) as failure:
        client.messages.create(model="not-pulled", max_tokens=5, messages=[{"role": "user", "content": "x"}])
    assert "model 'not-pulled' not found" in str(failure.value)
