"""`requestRedirect`: an answer with a Location, seen from the URL as rewritten so far."""

from __future__ import annotations

from collections.abc import Callable

from agwctl.config.policy import RequestRedirect
from agwctl.http.message import Headers, Response
from agwctl.proxy.authority import join_port, split_port, without_default_port
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Reason
from agwctl.proxy.filters.path_change import NOT_A_URI, UNSENDABLE, changed_path

__all__ = ["on_request"]


def on_request(policy: RequestRedirect) -> Callable[[Exchange], Response]:
    def redirect(exchange: Exchange) -> Response:
        scheme = policy.scheme.encode() if policy.scheme else exchange.scheme
        path = changed_path(policy.path, exchange)
        if exchange.query is not None:
            path += b"?" + exchange.query
        origin = scheme + b"://" + _authority(policy, exchange, scheme)
        if UNSENDABLE.search(origin):
            raise NOT_A_URI
        exchange.reason = Reason.DIRECT_RESPONSE
        return Response(policy.status or 302, Headers([(b"location", origin + path)]))

    return redirect


def _authority(policy: RequestRedirect, exchange: Exchange, scheme: bytes) -> bytes:
    change = policy.authority
    host, port = split_port(exchange.authority)
    if change is not None and change.full is not None:
        return change.full.encode()
    if change is not None and change.host is not None:
        host, port = change.host.encode(), b"" if policy.scheme else port
    elif change is not None and change.port is not None:
        port = b"%d" % change.port
    else:
        return exchange.authority
    return without_default_port(join_port(host, port), scheme)
