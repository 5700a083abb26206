"""The request that goes to an upstream, and the answer that comes back as it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from agwctl.http.forwarding import request_headers, response_headers
from agwctl.http.message import Body, Headers, Response
from agwctl.proxy.authority import without_default_port
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.metrics import Metrics
from agwctl.proxy.outage import Outages
from agwctl.proxy.route import HostTarget

if TYPE_CHECKING:
    from agwctl.http.pool import Pool
    from agwctl.http.upstream import Upstream

__all__ = ["Sender", "passed_on"]


class Sender(NamedTuple):
    """Sends exchanges upstream; any thread may use it."""

    pool: Pool
    metrics: Metrics
    outages: Outages

    def send(
        self,
        exchange: Exchange,
        target: HostTarget,
        body: bytes | Iterator[bytes],
        content_length: int | None = None,
        path_and_query: bytes | None = None,
    ) -> Upstream:
        """Send the exchange's request and return once the head of the answer is there.

        Raises: UpstreamError, DeadlineExceeded, ClientGone.
        """
        exchange.endpoint = target.endpoint
        request = exchange.request
        began = time.monotonic()
        upstream = self.pool.send(
            target.origin._replace(version=request.version),
            method=exchange.method,
            target=exchange.path_and_query if path_and_query is None else path_and_query,
            headers=upstream_headers(exchange, target),
            body=body,
            content_length=content_length,
            hangup=request.hangup,
            deadline=exchange.attempt_deadline,
        )
        self.metrics.upstream_answered(exchange.protocol, time.monotonic() - began)
        self.outages.answered(target.endpoint)
        return upstream

    def forward(self, exchange: Exchange, target: HostTarget) -> Response:
        """Pass a request and its answer through as they are."""
        body, length = exchange.payload
        upstream = self.send(exchange, target, body, length)
        return passed_on(upstream, upstream.handover())


def passed_on(upstream: Upstream, body: Body) -> Response:
    """An upstream's answer for the client, with this body."""
    headers = response_headers(upstream.headers)
    return Response(upstream.status, headers, body, upstream.reason, upstream.version)


def upstream_headers(exchange: Exchange, target: HostTarget) -> Headers:
    """The request's fields with the Host that the upstream is to see, at the end."""
    authority = exchange.authority
    if target.auto_host is not None and not exchange.authority_is_fixed:
        authority = target.auto_host
    headers = request_headers(exchange.headers)
    headers.set(b"host", without_default_port(authority, b"http"))
    return headers
