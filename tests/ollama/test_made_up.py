"""What the stand-in's models say."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from agwctl.ollama.answer import Conversation, Piece, Tool, Turn, gather
from agwctl.ollama.made_up import stand_in_answer
from agwctl.ollama.name import parse
from agwctl.ollama.store import Model

NAME = parse("llama3.2")
assert NAME is not None
MODEL = Model(NAME, 1, 0, "llama", "1B", "F16", 8192, 64, ("completion", "tools", "thinking"))
PLAIN = replace(MODEL, capabilities=("completion",))


def whole(model: Model = MODEL, question: str = "hi", **fields: Any) -> Any:
    return gather(stand_in_answer(model, replace(Conversation.of(question), **fields)))


def test_it_says_that_it_is_one_and_repeats_the_question() -> None:
    text = whole(question="What \n is it?").text
    assert "stand-in" in text
    assert "llama3.2" in text
    assert '"What is it?"' in text
    assert len(whole(question="long " * 1000).text) < 500
    assert f'"{"a " * 99}a…"' in whole(question="a  " * 1000).text
    assert f'"{"a " * 99}a"' in whole(question="a  " * 100).text


@pytest.mark.parametrize(
    ("model", "think", "thinks"),
    [(MODEL, None, True), (MODEL, True, True), (MODEL, "low", True), (MODEL, False, False), (PLAIN, None, False)],
)
def test_it_thinks_when_it_can_and_may(model: Model, think: object, thinks: bool) -> None:
    said = whole(model, think=think)
    assert bool(said.thinking) is thinks
    assert said.text


def test_it_thinks_longer_at_a_higher_level() -> None:
    low, medium, high = (len(whole(think=level).thinking) for level in ("low", "medium", "high"))
    assert low < medium < high


def test_the_tags_are_tokens_that_say_nothing() -> None:
    pieces = stand_in_answer(MODEL, Conversation.of("hi"))
    assert pieces.count(Piece()) == 2
    assert pieces[0] == Piece()


def test_json_when_it_is_asked_for() -> None:
    assert json.loads(whole(format="json").text)["you_said"] == "hi"
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
    assert json.loads(whole(question="take 5", format=schema).text) == {"n": 5}


def test_a_tool_is_called_and_its_result_told() -> None:
    tools = (Tool("get_weather", parameters={"type": "object", "properties": {"city": {"type": "string"}}}),)
    called = whole(question="the weather in Paris?", tools=tools)
    assert (called.text, called.calls[0].arguments) == ("", {"city": "Paris"})
    answered = (
        Turn("user", "the weather in Paris?"),
        Turn("assistant", calls=tuple(called.calls)),
        Turn("tool", "rain"),
    )
    assert '"rain"' in whole(turns=answered, tools=tools).text


def test_images_are_seen() -> None:
    assert "2 images" in whole(turns=(Turn("user", "look", images=2),)).text
