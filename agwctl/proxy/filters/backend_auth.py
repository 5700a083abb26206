"""`backendAuth`: the credential that an upstream is shown instead of the client's."""

from __future__ import annotations

from collections.abc import Callable

from agwctl.config.auth import BackendAuth
from agwctl.proxy.exchange import Exchange

__all__ = ["on_request"]


def on_request(policy: BackendAuth) -> Callable[[Exchange], None]:
    value = b"Bearer " + (policy.key or "").encode()

    def authenticate(exchange: Exchange) -> None:
        exchange.headers.set(b"authorization", value)

    return authenticate
