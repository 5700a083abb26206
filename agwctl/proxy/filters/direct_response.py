"""`directResponse`: a fixed answer."""

from __future__ import annotations

from collections.abc import Callable

from agwctl.config.policy import DirectResponse
from agwctl.http.message import Response
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Reason

__all__ = ["on_request"]


def on_request(policy: DirectResponse) -> Callable[[Exchange], Response]:
    status, body = policy.status, policy.body

    def answer(exchange: Exchange) -> Response:
        exchange.reason = Reason.DIRECT_RESPONSE
        return Response(status, body=body)

    return answer
