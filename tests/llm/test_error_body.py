"""The gateway's own errors as the clients' libraries read them."""

from __future__ import annotations

import json

import pytest

from agwctl.llm.error_body import CODES, anthropic_error, error_type, openai_error, page_of


def test_openais_shape() -> None:
    assert json.loads(openai_error(400, 'no "model"', "model_missing")) == {
        "error": {"message": 'no "model"', "type": "invalid_request_error", "param": None, "code": "model_missing"}
    }


def test_anthropics_shape() -> None:
    assert json.loads(anthropic_error(429, "slow down")) == {
        "type": "error",
        "error": {"type": "rate_limit_error", "message": "slow down"},
    }


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (404, "not_found_error"),
        (429, "rate_limit_error"),
        (502, "api_error"),
        (503, "api_error"),
        (504, "api_error"),
    ],
)
def test_a_status_has_a_class(status: int, kind: str) -> None:
    assert error_type(status) == kind


@pytest.mark.parametrize("code", CODES)
def test_every_code_says_what_it_means_and_what_to_do(code: str) -> None:
    status, meaning, next_step, _ = CODES[code]
    assert code.islower() and " " not in code
    assert 400 <= status < 600
    assert meaning.endswith(".") and next_step.endswith(".")


@pytest.mark.parametrize(
    ("code", "page"), [("upstream_refused", "A01"), ("body_too_large", None), ("invalid_json", None)]
)
def test_the_failure_behind_a_code(code: str, page: str | None) -> None:
    """A rule of the linter is no failure, and what says all itself needs no page."""
    assert page_of(code) == page
