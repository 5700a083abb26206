"""Which tool a pretended model calls, and with what."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from agwctl.ollama.answer import Conversation, Tool, Turn
from agwctl.ollama.tool_choice import tool_call


def tool(name: str, **properties: Any) -> Tool:
    return Tool(name, parameters={"type": "object", "properties": properties, "required": list(properties)})


WEATHER = tool("get_weather", city={"type": "string"})
TOOLS = (WEATHER, tool("sendMail", to={"type": "string"}, urgent={"type": "boolean"}), tool("f"))


def asked(text: str) -> Conversation:
    return replace(Conversation.of(text), tools=TOOLS)


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("What is the weather in Paris?", "get_weather", {"city": "Paris"}),
        ("What is the weather in Paris? Use get_weather.", "get_weather", {"city": "Paris"}),
        ("the city of Rome", "get_weather", {"city": "Rome"}),
        ("Send a mail to Ann", "sendMail", {"to": "Ann", "urgent": True}),
        ("any mails?", "sendMail", {"to": "any mails?", "urgent": True}),
        ("call f please", "f", {}),
    ],
)
def test_the_tool_that_is_named(text: str, name: str, arguments: dict[str, Any]) -> None:
    call = tool_call(asked(text))
    assert call is not None
    assert (call.name, call.arguments) == (name, arguments)
    assert re.fullmatch("call_[a-z0-9]{8}", call.id)
    assert tool_call(asked(text)) == call


@pytest.mark.parametrize("text", ["hi", "Tell me a joke.", "get it", ""])
def test_no_tool_is_meant(text: str) -> None:
    assert tool_call(asked(text)) is None


def test_none_is_called_once_one_has_answered() -> None:
    conversation = asked("the weather in Paris")
    assert tool_call(replace(conversation, turns=(*conversation.turns, Turn("tool", "sunny")))) is None
    again = (*conversation.turns, Turn("tool", "sunny"), Turn("user", "and the weather in Rome?"))
    call = tool_call(replace(conversation, turns=again))
    assert call is not None
    assert call.arguments == {"city": "Rome"}


def test_another_seed_another_id() -> None:
    first, second = (tool_call(replace(asked("weather"), seed=seed)) for seed in (1, 2))
    assert first is not None and second is not None
    assert first.id != second.id


def test_without_a_message_there_is_no_call() -> None:
    assert tool_call(Conversation(tools=TOOLS)) is None


def test_without_tools_the_question_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agwctl.ollama.tool_choice.words", lambda text: pytest.fail("a whole book, perhaps"))
    assert tool_call(Conversation.of("What is the weather in Paris?")) is None
