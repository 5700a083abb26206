"""What one short generation showed, asked for with --deep."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Deep", "Generated"]


@dataclass(frozen=True, slots=True)
class Generated:
    """One chat completion; times in seconds."""

    through: str
    """`directly` or `through the gateway`."""
    is_stream: bool
    url: str
    status: int
    first_byte: float = 0.0
    total: float = 0.0
    arrivals: tuple[float, ...] = ()
    """When each piece of a stream came."""
    tokens: int = 0
    """That the answer has, by its usage."""
    prompt_tokens: int = 0
    finish_reason: str = ""
    text: str = ""
    thinking: str = ""
    """Text that came in the field of thoughts."""
    error: str = ""
    """An error in the answer or in its stream, or how the connection broke."""
    is_complete: bool = True
    """Whether a stream ended as it should: a finish reason and `[DONE]`."""
    model: str = ""
    """As the answer names it."""


@dataclass(frozen=True, slots=True)
class Deep:
    """What was asked, of which model, and what was loaded for it."""

    model: str
    was_loaded: bool
    """Whether it was loaded already before it was asked."""
    answers: tuple[Generated, ...] = ()
    load_seconds: float | None = None
    tokens_per_second: float | None = None
    context_length: int | None = None
    """That the loaded model has, by ps."""
    size: int = 0
    size_vram: int = 0
