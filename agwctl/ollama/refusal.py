"""The answer that is no, and how each of the three APIs words it."""

from __future__ import annotations

from typing import Any

__all__ = ["Refusal", "RunnerFailure"]


class Refusal(Exception):
    """An HTTP error status and the text that goes with it; raised by endpoints and what they call."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text

    def native(self) -> dict[str, Any]:
        """As everything under /api says it."""
        return {"error": self.text}

    def openai(self) -> dict[str, Any]:
        """As the OpenAI-shaped endpoints say it."""
        kind = {400: "invalid_request_error", 404: "not_found_error"}.get(self.status, "api_error")
        return {"error": {"message": self.text, "type": kind, "param": None, "code": None}}

    def anthropic(self, request_id: str) -> dict[str, Any]:
        """As /v1/messages says it."""
        error = {"type": _ANTHROPIC.get(self.status, "api_error"), "message": self.text}
        return {"type": "error", "error": error, "request_id": request_id}


class RunnerFailure(Refusal):
    """The model's process died while it answered; raised by a generation before its first piece or after any other."""

    DIED = "an error was encountered while running the model: unexpected EOF"


_ANTHROPIC = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    503: "overloaded_error",
    529: "overloaded_error",
}
