"""Why a request or a reply on an LLM route could not be processed."""

from __future__ import annotations

from agwctl.llm.error_body import CODES

__all__ = ["LlmError"]


_SHOWN = 400
"""Characters of a detail, which may quote a whole prompt, that are sent back."""


class LlmError(Exception):
    """A body that cannot be used.

    `detail` is agentgateway 1.4.1's text behind `processing failed: `; `code` is a key of `error_body.CODES` and brings
    the status of guide mode with it.
    """

    def __init__(self, detail: str, code: str) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code

    @property
    def status(self) -> int:
        return CODES[self.code].status

    @property
    def message(self) -> str:
        """What guide mode tells the client: what failed, and the next step."""
        shown = self.detail if len(self.detail) <= _SHOWN else f"{self.detail[:_SHOWN]}…"
        return f"{shown}. {CODES[self.code].next_step}"
