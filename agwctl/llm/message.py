"""What a dialect makes of a request and of a reply."""

from __future__ import annotations

from dataclasses import dataclass, field

from agwctl.llm.usage import Usage

__all__ = ["LlmReply", "LlmRequest"]


@dataclass(slots=True)
class LlmRequest:
    """A request as it goes upstream."""

    body: bytes
    model: str
    """The model that is asked for upstream; "" when a detected body names none."""
    stream: bool = False
    parameters: dict[str, float | int | str] = field(default_factory=dict)
    """What the access log shows of it, under OpenAI's names: temperature, top_p, max_tokens, frequency_penalty,
    presence_penalty, seed, encoding_format, dimensions; only those that are set, 32-bit floats as they round."""


@dataclass(slots=True)
class LlmReply:
    """A whole reply as it goes to the client."""

    body: bytes
    model: str | None = None
    """The model that answered."""
    usage: Usage | None = None
