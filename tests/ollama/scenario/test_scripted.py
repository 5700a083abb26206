"""What models of a scenario say."""

from __future__ import annotations

import pytest

from agwctl.ollama.answer import Conversation, Tool, ToolCall, Turn, gather, said
from agwctl.ollama.name import parse
from agwctl.ollama.scenario.load import load_text
from agwctl.ollama.scenario.named import by_name
from agwctl.ollama.scenario.scripted import scripted

TEXT = """
scenario: ollama
models:
- name: qwen3
  replies:
  - match: weather
    call: [{name: get_weather, arguments: {city: Paris, days: 3}}]
  - match: weather
    say: It rains.
  - match: (?i)think
    think: Let me see.
    say: Done.
- llama3.2
"""
TOOLS = (Tool("get_weather"),)


def answered(model: str, conversation: Conversation) -> tuple[str, str, list[tuple[str, object]]]:
    loaded = load_text(TEXT)
    assert loaded.scenario is not None, loaded.diagnostics
    name = parse(model)
    assert name is not None
    answer = scripted(loaded.scenario, lambda model, conversation: said("made up"))
    whole = gather(answer(by_name(name, 0), conversation))
    return whole.text, whole.thinking, [(call.name, call.arguments) for call in whole.calls]


CALL = ("get_weather", {"city": "Paris", "days": 3})
AFTER_THE_CALL = (
    Turn("user", "weather?"),
    Turn("assistant", calls=(ToolCall("get_weather", {}, "call_12345678"),)),
    Turn("tool", "rain"),
)


@pytest.mark.parametrize(
    ("model", "conversation", "expected"),
    [
        ("qwen3", Conversation((Turn("user", "the weather?"),), TOOLS), ("", "", [CALL])),
        ("QWEN3:latest", Conversation((Turn("user", "the weather?"),), TOOLS), ("", "", [CALL])),
        ("qwen3", Conversation((Turn("user", "the weather?"),)), ("It rains.", "", [])),
        ("qwen3", Conversation(AFTER_THE_CALL, TOOLS), ("It rains.", "", [])),
        ("qwen3", Conversation.of("Think!"), ("Done.", "Let me see.", [])),
        ("qwen3", Conversation((Turn("user", "Think!"),), think=False), ("Done.", "", [])),
        ("qwen3", Conversation.of("Hello"), ("made up", "", [])),
        ("llama3.2", Conversation.of("weather"), ("made up", "", [])),
    ],
)
def test_the_first_reply_that_fits(model, conversation, expected):
    assert answered(model, conversation) == expected


def test_ids_of_calls():
    loaded = load_text(TEXT)
    name = parse("qwen3")
    assert loaded.scenario is not None and name is not None
    answer = scripted(loaded.scenario, lambda model, conversation: [])
    ids = {
        seed: [piece.call.id for piece in answer(by_name(name, 0), conversation) if piece.call]
        for seed in (1, 2)
        for conversation in [Conversation((Turn("user", "weather"),), TOOLS, seed=seed)]
    }
    assert all(len(found[0]) == 13 and found[0].startswith("call_") for found in ids.values())
    assert ids[1] != ids[2]
