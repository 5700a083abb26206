"""`urlRewrite`: authority and path on the way to the upstream."""

from __future__ import annotations

from collections.abc import Callable

from agwctl.config.policy import UrlRewrite
from agwctl.proxy.authority import join_port, split_port
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.filters.path_change import changed_path

__all__ = ["on_request"]


def on_request(policy: UrlRewrite) -> Callable[[Exchange], None]:
    change = policy.authority

    def rewrite(exchange: Exchange) -> None:
        if change is not None:
            if change.full is not None:
                exchange.authority = change.full.encode()
            elif change.host is not None:
                exchange.authority = change.host.encode()
            elif change.port is not None:
                host, _ = split_port(exchange.authority)
                exchange.authority = join_port(host, b"%d" % change.port)
            exchange.authority_is_fixed = change.auto is None
        if policy.path is not None:
            exchange.path = changed_path(policy.path, exchange)

    return rewrite
