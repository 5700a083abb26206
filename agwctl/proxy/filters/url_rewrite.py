"""`urlRewrite`: authority and path on the way to the upstream."""

from __future__ import annotations

from collections.abc import Callable

from agwctl.config.policy import UrlRewrite
from agwctl.http.target import is_authority
from agwctl.proxy.authority import join_port, split_port
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Failure, Reason
from agwctl.proxy.filters.path_change import changed_path

__all__ = ["BAD_AUTHORITY", "on_request"]

BAD_AUTHORITY = Failure(500, "failed to apply filters: invalid URI: invalid authority", Reason.INTERNAL)


def on_request(policy: UrlRewrite) -> Callable[[Exchange], None]:
    change = policy.authority
    named = None if change is None else change.host if change.full is None else change.full
    valid = named is None or is_authority(named.encode())

    def rewrite(exchange: Exchange) -> None:
        if not valid:
            raise BAD_AUTHORITY
        if change is not None:
            if named is not None:
                exchange.authority = named.encode()
            elif change.port is not None:
                host, _ = split_port(exchange.authority)
                exchange.authority = join_port(host, b"%d" % change.port)
            exchange.authority_is_fixed = change.auto is None
        if policy.path is not None:
            exchange.path = changed_path(policy.path, exchange)

    return rewrite
