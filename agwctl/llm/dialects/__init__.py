"""The registry: a provider's API by name → the module that speaks it, imported when first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from agwctl.llm.document import Document
from agwctl.llm.message import LlmReply, LlmRequest
from agwctl.llm.route_type import RouteType
from agwctl.llm.token_cap import TokenCap

__all__ = ["DIALECTS", "Dialect", "dialect"]

DIALECTS = {"openai": "agwctl.llm.dialects.openai"}


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


def dialect(name: str) -> Dialect:
    """The dialect of that name. Raises: KeyError."""
    return cast(Dialect, import_module(DIALECTS[name]))
