"""What speaks a provider's API: the registry by name, and the form in which requests and replies are handed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from agwctl.llm.document import Document
from agwctl.llm.route_type import RouteType
from agwctl.llm.usage import Usage

__all__ = ["DIALECTS", "Dialect", "LlmReply", "LlmRequest", "TokenCap", "dialect"]

DIALECTS = {"openai": "agwctl.llm.dialects.openai"}
"""Imported when first asked for."""


class TokenCap(Enum):
    """Under which name a cap on the answer's length goes upstream; `max_completion_tokens` wins over `max_tokens`."""

    AS_SENT = auto()
    OPENAI = auto()
    """Models named `gpt-…` get `max_completion_tokens`, the others what was sent."""
    MAX_TOKENS = auto()
    """Every model gets `max_tokens`, the one name that Ollama reads."""


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


class Dialect(Protocol):
    """What a dialect's module offers."""

    def read_request(
        self,
        kind: RouteType,
        document: Document,
        *,
        model: str | None = None,
        request_model_wins: bool = False,
        token_cap: TokenCap = TokenCap.AS_SENT,
    ) -> LlmRequest:
        """The request as it goes upstream. Raises: LlmError."""

    def read_reply(self, kind: RouteType, body: bytes) -> LlmReply:
        """A successful reply as it goes to the client. Raises: LlmError."""


@cache  # asked twice a request; finding an imported module again costs more than calling it
def dialect(name: str) -> Dialect:
    """The dialect of that name. Raises: KeyError."""
    return cast(Dialect, import_module(DIALECTS[name]))
