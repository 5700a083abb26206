"""Whether a pretended model calls a tool, and which one: what the user names is called."""

from __future__ import annotations

import hashlib
import json
import string
from collections.abc import Sequence

from agwctl.ollama.answer import Conversation, Tool, ToolCall
from agwctl.ollama.hints import words
from agwctl.ollama.sample import sample

__all__ = ["call_id", "tool_call"]

_COMMON = {"get", "set", "the", "and", "for", "with", "from", "run", "call", "use", "tool", "function", "make", "new"}
_LETTERS = string.ascii_lowercase + string.digits


def tool_call(conversation: Conversation) -> ToolCall | None:
    """The call that answers the user's last message; None when no tool is meant, or when one has answered already.

    A tool is meant when the message has its name, a word of its name, or the name of a parameter. Arguments are made
    by the parameters' schema of what the message says: `What is the weather in Paris?` gives `{"city": "Paris"}`.
    """
    if not conversation.tools or not conversation.turns or conversation.turns[-1].role == "tool":
        return None
    question = conversation.question
    tool = _meant(conversation.tools, question)
    if tool is None:
        return None
    arguments = sample({"type": "object", **tool.parameters}, _without(question, tool))
    if not isinstance(arguments, dict):
        arguments = {}
    return ToolCall(tool.name, arguments, call_id(conversation, tool.name, arguments))


def call_id(conversation: Conversation, name: str, arguments: object, number: int = 0) -> str:
    """`call_` and eight letters and digits, which depend on what is asked and called."""
    asked = [conversation.seed, len(conversation.turns), conversation.question, name, arguments, number]
    digest = hashlib.sha256(json.dumps(asked, default=str).encode()).digest()
    return "call_" + "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:8])


def _meant(tools: Sequence[Tool], question: str) -> Tool | None:
    said = {_stem(word) for word in words(question)}
    asked = question.lower()
    scored = [(_score(tool, asked, said), tool) for tool in tools]
    best = max((score for score, _ in scored), default=0)
    return next(tool for score, tool in scored if score == best) if best else None


def _score(tool: Tool, question: str, said: set[str]) -> int:
    """How clearly the tool is meant by a question in small letters; 0 for not at all."""
    own = tool.name.lower()
    if own and own in question and own in question.split():
        return 100
    name = _telling(tool.name)
    properties = tool.parameters.get("properties")
    parameters = (
        {word for each in properties for word in _telling(str(each))} if isinstance(properties, dict) else set()
    )
    in_full = 50 if len(own) > 3 and own in question else 0
    return in_full + 10 * len(name & said) + len(parameters & said)


def _telling(name: str) -> set[str]:
    return {_stem(word) for word in words(name) if len(word) > 2 and word not in _COMMON}


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _without(question: str, tool: Tool) -> str:
    """The question without the tool's own name, which is no argument."""
    return question.replace(tool.name, "") if tool.name else question
