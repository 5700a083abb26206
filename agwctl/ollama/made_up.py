"""What the stand-in's models say when a test says nothing else: the same to the same conversation, every time."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.ollama.answer import Conversation, Piece, said, split
from agwctl.ollama.gojson import encode
from agwctl.ollama.sample import sample
from agwctl.ollama.store import Model
from agwctl.ollama.tool_choice import tool_call

__all__ = ["stand_in_answer"]

_THOUGHTS = (
    "No model is at work here, so nobody thinks.",
    "What was asked is only repeated.",
    "That takes no thought.",
)
_WORDS = 101
"""With the spaces between them more than is repeated of a question."""
_LEVELS = {"low": 1, "medium": 2, "high": 3, "max": 3}


def stand_in_answer(model: Model, conversation: Conversation) -> list[Piece]:
    """Thinks where that is wanted, calls a tool that is named, matches a format; otherwise repeats what it was asked,
    so that one answer can be told from another."""
    thinks = "thinking" in model.capabilities and conversation.think is not False
    pieces = list(_thinking(conversation)) if thinks else []
    if call := tool_call(conversation):
        # The call arrives as a whole, but each token of its text has taken its time.
        hidden = split(encode({"name": call.name, "arguments": dict(call.arguments)}))
        return [*pieces, *[Piece()] * (len(hidden) - 1), Piece(call=call)]
    if conversation.format:
        return [*pieces, *said(encode(_formatted(model, conversation)))]
    return [*pieces, *said(_text(model, conversation))]


def _thinking(conversation: Conversation) -> Iterator[Piece]:
    """What stands between the two tags, which are taken out and yet are tokens."""
    sentences = _THOUGHTS[: _LEVELS.get(str(conversation.think), 2)]
    yield Piece()
    yield from (Piece(thinking=part) for part in split(" ".join(sentences)))
    yield Piece()


def _formatted(model: Model, conversation: Conversation) -> object:
    if isinstance(conversation.format, str):
        return {"model": model.name.model, "you_said": _heard(conversation.question)}
    return sample(conversation.format, conversation.question)


def _text(model: Model, conversation: Conversation) -> str:
    last = conversation.turns[-1] if conversation.turns else None
    if last is not None and last.role == "tool":
        return f'The tool said: "{_heard(last.text)}"'
    images = last.images if last else 0
    seen = "" if not images else f" You sent {images} image{'s' if images > 1 else ''}."
    return (
        f"This is agwctl's stand-in for Ollama, playing {model.name.model}: no model is running here, "
        f'so this text is made up. You said: "{_heard(conversation.question)}"{seen}'
    )


def _heard(text: str) -> str:
    heard = " ".join(text.split(maxsplit=_WORDS)[:_WORDS])
    return heard[:199] + "…" if len(heard) > 200 else heard
