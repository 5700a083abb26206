"""What a pretended model is asked and what it says: types that the APIs, the engine and a test's own answer share."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agwctl.ollama.store import Model

__all__ = [
    "Answer",
    "Conversation",
    "Piece",
    "Tool",
    "ToolCall",
    "Turn",
    "Whole",
    "awaited",
    "gather",
    "pieces_in",
    "said",
    "split",
]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A model's wish that one of the offered functions be run."""

    name: str
    arguments: Mapping[str, Any]
    id: str
    """`call_` and eight of a-z and 0-9."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One token's worth of an answer: text, or thinking, or a whole tool call."""

    text: str = ""
    thinking: str = ""
    call: ToolCall | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the request offers; `parameters` is a JSON schema."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: str
    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    images: int = 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a model reads before it answers."""

    turns: tuple[Turn, ...] = ()
    tools: tuple[Tool, ...] = ()
    think: bool | str | None = None
    """As asked; None leaves it to the model, which thinks when it can."""
    format: str | Mapping[str, Any] | None = None
    """`json`, or the JSON schema that the answer has to match."""
    seed: int = 0
    """The same conversation with another seed gets other ids and probabilities."""

    @classmethod
    def of(cls, *texts: str) -> Conversation:
        """One in which the user said each of `texts`."""
        return cls(tuple(Turn("user", text) for text in texts))

    @property
    def question(self) -> str:
        """What the user said last; without a user, the last turn."""
        asked = [turn.text for turn in self.turns if turn.role == "user"]
        return asked[-1] if asked else self.turns[-1].text if self.turns else ""

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is read, for counting tokens."""
        return tuple(turn.text for turn in self.turns)


@dataclass(slots=True)
class Whole:
    """An answer put together from its pieces."""

    text: str = ""
    thinking: str = ""
    calls: list[ToolCall] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        self.text += piece.text
        self.thinking += piece.thinking
        if piece.call is not None:
            self.calls.append(piece.call)


def gather(pieces: Iterable[Piece]) -> Whole:
    """The whole of an answer, once its last piece is there."""
    whole = Whole()
    for piece in pieces:
        whole.add(piece)
    return whole


def awaited(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same pieces, once the first one is there. Raises: whatever came instead of it."""
    coming = iter(pieces)
    first = next(coming, None)
    return coming if first is None else itertools.chain((first,), coming)


Answer = Callable[[Model, Conversation], Iterable[Piece]]
"""What a model says to a conversation, in pieces of a token each; the same every time."""


_PIECE = re.compile(r"\s*\w+|\s*[^\w\s]|\s+$")


def split(text: str) -> list[str]:
    """Text in token-like pieces: words and signs with the space before them; joined they are the text again."""
    return _PIECE.findall(text)


def pieces_in(text: str) -> int:
    """How many pieces `split` makes of it; they are not made, for a prompt may be a whole book."""
    return sum(1 for _ in _PIECE.finditer(text))


def said(text: str) -> list[Piece]:
    """The pieces of an answer that is nothing but `text`."""
    return [Piece(part) for part in split(text)]
