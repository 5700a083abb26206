"""The `ollama` package, which speaks Ollama's own API, through the gateway."""

from __future__ import annotations

from collections.abc import Iterator

import ollama
import pytest

from tests.e2e.conftest import Chain

QUESTION = [{"role": "user", "content": "Hello! Tell me about Ollama in one sentence."}]


@pytest.fixture
def client(chain: Chain) -> Iterator[ollama.Client]:
    made = ollama.Client(host=chain.gateway, timeout=120)
    yield made
    made._client.close()


def test_list(client: ollama.Client, chain: Chain) -> None:
    models = {model.model: model for model in client.list().models}
    found = models[f"{chain.chat_model}:latest"]
    assert found.digest is not None
    assert len(found.digest) == 64
    assert found.modified_at is not None
    assert f"{chain.embedding_model}:latest" in models


def test_chat(client: ollama.Client, chain: Chain) -> None:
    answer = client.chat(model=chain.chat_model, messages=QUESTION)
    assert answer.message.content
    assert answer.done_reason in ("stop", "length")
    assert answer.eval_count


def test_streamed_chat(client: ollama.Client, chain: Chain) -> None:
    pieces = list(client.chat(model=chain.chat_model, messages=QUESTION, stream=True))
    assert len(pieces) > 3
    assert [piece.done for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert "".join(piece.message.content or "" for piece in pieces)


def test_generate(client: ollama.Client, chain: Chain) -> None:
    assert client.generate(model=chain.chat_model, prompt="Hello", options={"num_predict": 3}).response


def test_embed(client: ollama.Client, chain: Chain) -> None:
    answer = client.embed(model=chain.embedding_model, input=["The quick brown fox", "jumps"])
    first, second = answer.embeddings
    assert len(first) == len(second) > 100


def test_show_and_ps(client: ollama.Client, chain: Chain) -> None:
    client.chat(model=chain.chat_model, messages=QUESTION, options={"num_predict": 1})
    assert f"{chain.chat_model}:latest" in [model.model for model in client.ps().models]
    assert client.show(chain.chat_model).modelinfo


def test_a_model_that_is_not_pulled(client: ollama.Client) -> None:
    with pytest.raises(ollama.ResponseError) as failure:
        client.chat(model="not-pulled", messages=QUESTION)
    assert failure.value.status_code == 404
    assert failure.value.error == "model 'not-pulled' not found"
