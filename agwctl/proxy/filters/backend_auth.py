"""`backendAuth`: the credential that an upstream is shown instead of the client's."""

from __future__ import annotations

from collections.abc import Callable

from agwctl.config.auth import BackendAuth
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Failure, Reason
from agwctl.proxy.filters.header_modifier import is_field_value

__all__ = ["on_request"]

BAD_KEY = Failure(500, "backend authentication failed: failed to parse header value", Reason.INTERNAL)


def on_request(policy: BackendAuth) -> Callable[[Exchange], None]:
    value = b"Bearer " + (policy.key or "").encode()
    sendable = is_field_value(value)

    def authenticate(exchange: Exchange) -> None:
        if not sendable:
            raise BAD_KEY
        exchange.headers.set(b"authorization", value)

    return authenticate
