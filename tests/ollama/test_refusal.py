"""One refusal in three wordings."""

from __future__ import annotations

import pytest

from agwctl.ollama.refusal import Refusal


@pytest.mark.parametrize(
    ("status", "openai", "anthropic"),
    [
        (400, "invalid_request_error", "invalid_request_error"),
        (403, "api_error", "permission_error"),
        (404, "not_found_error", "not_found_error"),
        (429, "api_error", "rate_limit_error"),
        (500, "api_error", "api_error"),
        (503, "api_error", "overloaded_error"),
    ],
)
def test_the_kind_of_error_by_status(status: int, openai: str, anthropic: str) -> None:
    refusal = Refusal(status, "no")
    assert refusal.native() == {"error": "no"}
    assert refusal.openai() == {"error": {"message": "no", "type": openai, "param": None, "code": None}}
    assert refusal.anthropic("req_1") == {
        "type": "error",
        "error": {"type": anthropic, "message": "no"},
        "request_id": "req_1",
    }
