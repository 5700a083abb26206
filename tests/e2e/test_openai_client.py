"""The `openai` package through the gateway."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator

import openai
import pytest

from tests.e2e.conftest import Chain

QUESTION = "Hello! Tell me about Ollama in one sentence."


@pytest.fixture
def client(chain: Chain) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{chain.gateway}/v1", api_key="unused", timeout=120, max_retries=0) as made:
        yield made


def test_chat(client: openai.OpenAI, chain: Chain) -> None:
    answer = client.chat.completions.create(model=chain.chat_model, messages=[{"role": "user", "content": QUESTION}])
    (choice,) = answer.choices
    assert choice.message.content
    assert choice.message.role == "assistant"
    assert answer.model == chain.chat_model
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0


def test_streamed_chat(client: openai.OpenAI, chain: Chain) -> None:
    stream = client.chat.completions.create(
        model=chain.chat_model,
        messages=[{"role": "user", "content": QUESTION}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    texts = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert sum(map(bool, texts)) > 3
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] in ("stop", "length")
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens > 3


def test_streamed_and_whole_are_the_same(client: openai.OpenAI, chain: Chain) -> None:
    messages: list[openai.types.chat.ChatCompletionMessageParam] = [{"role": "user", "content": "Say something."}]
    whole = client.chat.completions.create(model=chain.chat_model, messages=messages, temperature=0, seed=1)
    stream = client.chat.completions.create(
        model=chain.chat_model, messages=messages, temperature=0, seed=1, stream=True
    )
    pieces = [chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices]
    assert "".join(pieces) == whole.choices[0].message.content


def test_a_limit_on_the_answer(client: openai.OpenAI, chain: Chain) -> None:
    messages: list[openai.types.chat.ChatCompletionMessageParam] = [{"role": "user", "content": QUESTION}]
    for name in ("max_tokens", "max_completion_tokens"):
        answer = client.chat.completions.create(model=chain.chat_model, messages=messages, extra_body={name: 3})
        assert answer.choices[0].finish_reason == "length"
        assert answer.usage is not None
        assert answer.usage.completion_tokens == 3


def test_embeddings(client: openai.OpenAI, chain: Chain) -> None:
    answer = client.embeddings.create(model=chain.embedding_model, input=["The quick brown fox", "jumps"])
    first, second = (row.embedding for row in answer.data)
    assert len(first) == len(second) > 100
    assert math.hypot(*first) == pytest.approx(1, abs=1e-3)
    assert first != second


def test_models(client: openai.OpenAI, chain: Chain) -> None:
    names = [model.id for model in client.models.list()]
    assert f"{chain.chat_model}:latest" in names
    assert f"{chain.embedding_model}:latest" in names
    assert client.models.retrieve(chain.chat_model).id == chain.chat_model


def test_a_model_that_is_not_pulled(client: openai.OpenAI) -> None:
    for stream in (False, True):
        with pytest.raises(openai.NotFoundError) as failure:
            client.chat.completions.create(
                model="not-pulled", messages=[{"role": "user", "content": "x"}], stream=stream
            )
        assert failure.value.body == {
            "message": "model 'not-pulled' not found",
            "type": "not_found_error",
            "param": None,
            "code": None,
        }


def test_the_older_completions(client: openai.OpenAI, chain: Chain) -> None:
    answer = client.completions.create(model=chain.chat_model, prompt="Once upon a time", max_tokens=5)
    assert answer.choices[0].text
    assert answer.choices[0].finish_reason == "length"


def test_responses(client: openai.OpenAI, chain: Chain) -> None:
    answer = client.responses.create(model=chain.chat_model, input=QUESTION)
    assert answer.output_text
    with client.responses.create(model=chain.chat_model, input=QUESTION, stream=True) as events:
        kinds = [event.type for event in events]
    assert kinds[0] == "response.created"
    assert kinds[-1] == "response.completed"


def test_several_at_once(chain: Chain) -> None:
    async def ask() -> list[str | None]:
        base = f"{chain.gateway}/v1"
        async with openai.AsyncOpenAI(base_url=base, api_key="unused", timeout=120, max_retries=0) as client:
            answers = await asyncio.gather(
                *(
                    client.chat.completions.create(
                        model=chain.chat_model,
                        messages=[{"role": "user", "content": f"Say {number}."}],
                        max_tokens=200 if chain.log else 8,
                    )
                    for number in range(6)
                )
            )
        return [answer.choices[0].message.content for answer in answers]

    texts = asyncio.run(ask())
    assert all(texts)
    if chain.log:  # a stand-in repeats what it was asked: nobody gets another's answer
        assert all(f'"Say {number}."' in (text or "") for number, text in enumerate(texts))
