"""An error of a body: the release's text, and the guide's."""

from __future__ import annotations

from agwctl.llm.failure import LlmError


def test_the_code_brings_status_and_next_step() -> None:
    error = LlmError("missing field: model not specified", "model_missing")
    assert str(error) == error.detail
    assert error.status == 400
    assert error.message.startswith("missing field: model not specified. Name one")


def test_a_prompt_that_an_error_quotes_is_not_sent_back_whole() -> None:
    error = LlmError(f'failed to parse request: invalid type: string "{"x" * 10_000}", expected u32', "invalid_request")
    assert len(error.detail) > 10_000
    assert len(error.message) < 500
