"""What the `openai` package can ask an Ollama, asked of the stand-in."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Iterator
from typing import Any

import openai
import pydantic
import pytest

from agwctl.ollama.catalogue import default_models
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn
from tests.ollama.played import model

CHAT, EMBEDDING, THINKER = "llama3.2", "nomic-embed-text", "thinker"
QUESTION: Any = [{"role": "user", "content": "What is the weather in Paris?"}]
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER: Any = {"type": "function", "function": {"name": "get_weather", "parameters": PARAMETERS}}


class City(pydantic.BaseModel):
    name: str
    inhabitants: int
    rivers: list[str]


@pytest.fixture
def base() -> Iterator[str]:
    stand_in = StandIn(
        simulator=Simulator([*default_models(0), model(THINKER, capabilities=("completion", "thinking"))])
    )
    stand_in.start()
    yield f"{stand_in.url}/v1"
    stand_in.stop()


@pytest.fixture
def client(base: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=base, api_key="unused", timeout=30, max_retries=0) as made:
        yield made


def test_models(client: openai.OpenAI) -> None:
    assert {model.id for model in client.models.list()} >= {f"{CHAT}:latest", f"{THINKER}:latest"}
    model = client.models.retrieve(CHAT)
    assert (model.id, model.object, model.owned_by) == (CHAT, "model", "library")


def test_chat_whole_and_streamed(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model=CHAT, messages=QUESTION)
    chunks = list(
        client.chat.completions.create(
            model=CHAT, messages=QUESTION, stream=True, stream_options={"include_usage": True}
        )
    )
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert "".join(choice.delta.content or "" for choice in choices) == whole.choices[0].message.content
    assert [choice.delta.role for choice in choices if choice.delta.role] == ["assistant"]
    assert [choice.finish_reason for choice in choices if choice.finish_reason] == ["stop"]
    assert chunks[-1].usage == whole.usage
    assert len({chunk.id for chunk in chunks}) == len({chunk.created for chunk in chunks}) == 1


def test_a_round_of_tools(client: openai.OpenAI) -> None:
    asked = client.chat.completions.create(model=CHAT, messages=QUESTION, tools=[WEATHER])
    (choice,) = asked.choices
    assert choice.finish_reason == "tool_calls"
    assert choice.message.tool_calls
    (call,) = choice.message.tool_calls
    assert call.type == "function"
    assert (call.function.name, json.loads(call.function.arguments)) == ("get_weather", {"city": "Paris"})
    result = {"role": "tool", "tool_call_id": call.id, "content": "21 degrees"}
    messages = [*QUESTION, choice.message.model_dump(exclude_none=True), result]
    answer = client.chat.completions.create(model=CHAT, messages=messages, tools=[WEATHER])
    assert answer.choices[0].finish_reason == "stop"
    assert answer.choices[0].message.content


def test_streamed_tool_calls(client: openai.OpenAI) -> None:
    with client.chat.completions.stream(model=CHAT, messages=QUESTION, tools=[WEATHER]) as stream:
        final = stream.get_final_completion()
    assert final.choices[0].message.tool_calls
    assert json.loads(final.choices[0].message.tool_calls[0].function.arguments) == {"city": "Paris"}


def test_an_answer_in_a_given_form(client: openai.OpenAI) -> None:
    answer = client.chat.completions.parse(model=CHAT, messages=QUESTION, response_format=City)
    assert isinstance(answer.choices[0].message.parsed, City)
    plain = client.chat.completions.create(model=CHAT, messages=QUESTION, response_format={"type": "json_object"})
    assert isinstance(json.loads(plain.choices[0].message.content or ""), dict)


def test_reasoning(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(model=THINKER, messages=QUESTION, reasoning_effort="high")
    message = answer.choices[0].message.model_dump()
    assert message["reasoning"]
    assert message["content"]
    silent = client.chat.completions.create(model=THINKER, messages=QUESTION, extra_body={"reasoning_effort": "none"})
    assert "reasoning" not in silent.choices[0].message.model_dump(exclude_none=True)
    with pytest.raises(openai.BadRequestError, match="does not support thinking"):
        client.chat.completions.create(model=CHAT, messages=QUESTION, reasoning_effort="high")


def test_log_probabilities(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(model=CHAT, messages=QUESTION, logprobs=True, top_logprobs=2, max_tokens=3)
    assert answer.choices[0].logprobs
    tokens = answer.choices[0].logprobs.content or []
    assert tokens
    assert all(token.logprob <= 0 and len(token.top_logprobs) == 2 for token in tokens)


def test_completions(client: openai.OpenAI) -> None:
    whole = client.completions.create(model=CHAT, prompt="Once", max_tokens=4)
    streamed = client.completions.create(model=CHAT, prompt="Once", max_tokens=4, stream=True)
    assert "".join(chunk.choices[0].text for chunk in streamed) == whole.choices[0].text
    assert whole.choices[0].finish_reason == "length"


def test_embeddings(client: openai.OpenAI) -> None:
    packed = client.embeddings.create(model=EMBEDDING, input=["one", "two"])
    plain = client.embeddings.create(model=EMBEDDING, input=["one", "two"], encoding_format="float")
    for one, other in zip(packed.data, plain.data, strict=True):
        assert one.embedding == pytest.approx(other.embedding, abs=1e-6)
    short = client.embeddings.create(model=EMBEDDING, input="one", dimensions=16).data[0].embedding
    assert len(short) == 16
    assert math.hypot(*short) == pytest.approx(1, abs=1e-5)


def test_responses(client: openai.OpenAI) -> None:
    answer = client.responses.create(model=CHAT, input="Say something.")
    assert answer.output_text
    assert answer.usage
    with client.responses.stream(model=CHAT, input="Say something.") as events:
        assert events.get_final_response().output_text == answer.output_text


def test_responses_with_tools_and_reasoning(client: openai.OpenAI) -> None:
    tool: Any = {"type": "function", "name": "get_weather", "parameters": PARAMETERS, "strict": False}
    asked = client.responses.create(model=CHAT, input=QUESTION, tools=[tool])
    (call,) = [item for item in asked.output if item.type == "function_call"]
    assert (call.name, json.loads(call.arguments)) == ("get_weather", {"city": "Paris"})
    result: Any = {"type": "function_call_output", "call_id": call.call_id, "output": "21 degrees"}
    items: Any = [*QUESTION, call.model_dump(exclude_none=True), result]
    assert client.responses.create(model=CHAT, input=items, tools=[tool]).output_text
    thought = client.responses.create(model=THINKER, input="Why?", reasoning={"effort": "high"})
    assert [item.type for item in thought.output] == ["reasoning", "message"]
    shaped = client.responses.parse(model=CHAT, input="A city", text_format=City)
    assert isinstance(shaped.output_parsed, City)


@pytest.mark.parametrize(
    ("model", "expected", "text"),
    [
        ("nope", openai.NotFoundError, "model 'nope' not found"),
        ("", openai.BadRequestError, "model is required"),
        ("bad name", openai.BadRequestError, "invalid model name"),
        (EMBEDDING, openai.BadRequestError, "does not support chat"),
    ],
)
def test_errors(client: openai.OpenAI, model: str, expected: type[openai.APIStatusError], text: str) -> None:
    for stream in (False, True):
        with pytest.raises(expected, match=text):
            client.chat.completions.create(model=model, messages=QUESTION, stream=stream)


def test_what_is_not_there(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError):
        client.images.generate(model=CHAT, prompt="a cat")
    with pytest.raises(openai.APIStatusError):
        client.audio.transcriptions.create(model=CHAT, file=("a.wav", b"RIFF"))


def test_twenty_at_once(base: str) -> None:
    async def ask() -> list[str | None]:
        async with openai.AsyncOpenAI(base_url=base, api_key="unused", timeout=30, max_retries=0) as client:

            async def one(number: int) -> str | None:
                messages: Any = [{"role": "user", "content": f"Say {number}."}]
                answer = await client.chat.completions.create(model=CHAT, messages=messages)
                return answer.choices[0].message.content

            return await asyncio.gather(*map(one, range(20)))

    assert all(f'"Say {number}."' in (text or "") for number, text in enumerate(asyncio.run(ask())))
