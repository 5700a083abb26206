"""`directResponse`: a fixed answer without a type of its own."""

from __future__ import annotations

import pytest

from agwctl.proxy.failure import Reason
from agwctl.proxy.filters.direct_response import on_request
from tests.proxy.exchanges import exchange, policies


@pytest.mark.parametrize(
    ("text", "status", "body"),
    [
        ("{status: 418, body: short and stout}", 418, b"short and stout"),
        ("{status: 204}", 204, b""),
        ("{status: 200, body: ä}", 200, "ä".encode()),
        ("{status: 200, body: [104, 105]}", 200, b"hi"),
    ],
)
def test_answers(text: str, status: int, body: bytes) -> None:
    policy = policies(f"directResponse: {text}").direct_response
    assert policy is not None
    asked = exchange()
    answer = on_request(policy)(asked)
    assert answer is not None
    assert (answer.status, answer.body, answer.headers.items) == (status, body, [])
    assert asked.reason is Reason.DIRECT_RESPONSE
