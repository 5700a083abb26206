"""What the `anthropic` package can ask an Ollama, asked of the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anthropic
import pytest

from agwctl.ollama.catalogue import default_models
from agwctl.ollama.simulator import Simulator
from agwctl.ollama.stand_in import StandIn
from tests.ollama.played import model

CHAT, THINKER = "llama3.2", "thinker"
QUESTION: Any = [{"role": "user", "content": "What is the weather in Paris?"}]
SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER: Any = {"name": "get_weather", "description": "The weather of a city", "input_schema": SCHEMA}
THINKING: Any = {"type": "enabled", "budget_tokens": 1024}


@pytest.fixture
def client() -> Iterator[anthropic.Anthropic]:
    stand_in = StandIn(
        simulator=Simulator([*default_models(0), model(THINKER, capabilities=("completion", "thinking"))])
    )
    stand_in.start()
    with anthropic.Anthropic(base_url=stand_in.url, api_key="unused", timeout=30, max_retries=0) as made:
        yield made
    stand_in.stop()


def test_messages_whole_and_streamed(client: anthropic.Anthropic) -> None:
    whole = client.messages.create(model=CHAT, max_tokens=200, messages=QUESTION, system="Be brief.")
    (block,) = whole.content
    assert block.type == "text"
    assert whole.stop_reason == "end_turn"
    with client.messages.stream(model=CHAT, max_tokens=200, messages=QUESTION, system="Be brief.") as stream:
        assert "".join(stream.text_stream) == block.text
        final = stream.get_final_message()
    assert final.stop_reason == whole.stop_reason
    assert final.usage.output_tokens == whole.usage.output_tokens > 3


def test_a_limit_and_a_stop_sequence(client: anthropic.Anthropic) -> None:
    assert client.messages.create(model=CHAT, max_tokens=3, messages=QUESTION).stop_reason == "max_tokens"
    cut = client.messages.create(model=CHAT, max_tokens=200, messages=QUESTION, stop_sequences=["Paris"])
    assert "Paris" not in "".join(block.text for block in cut.content if block.type == "text")


def test_a_round_of_tools(client: anthropic.Anthropic) -> None:
    asked = client.messages.create(model=CHAT, max_tokens=200, messages=QUESTION, tools=[WEATHER])
    assert asked.stop_reason == "tool_use"
    (use,) = [block for block in asked.content if block.type == "tool_use"]
    assert (use.name, use.input) == ("get_weather", {"city": "Paris"})
    result: Any = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": use.id, "content": "21 degrees"}]}
    turn: Any = {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in asked.content]}
    answer = client.messages.create(model=CHAT, max_tokens=200, messages=[*QUESTION, turn, result], tools=[WEATHER])
    assert answer.stop_reason == "end_turn"
    with client.messages.stream(model=CHAT, max_tokens=200, messages=QUESTION, tools=[WEATHER]) as stream:
        streamed = stream.get_final_message()
    assert [block.input for block in streamed.content if block.type == "tool_use"] == [{"city": "Paris"}]


def test_thinking(client: anthropic.Anthropic) -> None:
    whole = client.messages.create(model=THINKER, max_tokens=2000, messages=QUESTION, thinking=THINKING)
    assert [block.type for block in whole.content] == ["thinking", "text"]
    with client.messages.stream(model=THINKER, max_tokens=2000, messages=QUESTION, thinking=THINKING) as stream:
        assert [block.type for block in stream.get_final_message().content] == ["thinking", "text"]
    # Not an error here, unlike in Ollama's other APIs.
    plain = client.messages.create(model=CHAT, max_tokens=2000, messages=QUESTION, thinking=THINKING)
    assert [block.type for block in plain.content] == ["text"]


def test_errors(client: anthropic.Anthropic) -> None:
    with pytest.raises(anthropic.NotFoundError, match="model 'nope' not found"):
        client.messages.create(model="nope", max_tokens=5, messages=QUESTION)
    with pytest.raises(anthropic.BadRequestError, match="max_tokens is required"):
        client.messages.create(model=CHAT, max_tokens=0, messages=QUESTION)
    with pytest.raises(anthropic.NotFoundError):  # Ollama does not count
        client.messages.count_tokens(model=CHAT, messages=QUESTION)
