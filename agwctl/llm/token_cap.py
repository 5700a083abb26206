"""Under which name a cap on the answer's length goes upstream."""

from __future__ import annotations

from enum import Enum, auto

__all__ = ["TokenCap"]


class TokenCap(Enum):
    """What happens to `max_tokens` and `max_completion_tokens` of a chat completion; the newer name wins over both."""

    AS_SENT = auto()
    OPENAI = auto()
    """Models named `gpt-…` get `max_completion_tokens`, the others what was sent."""
    MAX_TOKENS = auto()
    """Every model gets `max_tokens`, the one name that Ollama reads."""
