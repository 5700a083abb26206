"""Exchanges without a socket, and policies from their YAML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agwctl.config.policy import RoutePolicies
from agwctl.http.message import Headers, Request, Upload
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.route import Route
from tests.proxy.running import loaded

__all__ = ["exchange", "indented", "policies"]


class Piece(Upload):
    """A body that is there already."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = list(pieces)

    def __next__(self) -> bytes:
        if not self._pieces:
            raise StopIteration
        return self._pieces.pop(0)


def exchange(
    target: str = "/",
    method: str = "GET",
    *,
    host: str = "gw.test:3000",
    headers: Iterable[tuple[str, str]] = (),
    body: bytes | None = None,
    pieces: Iterable[bytes] = (),
    prefix: str | None = None,
    route: Route | None = None,
    **request: Any,
) -> Exchange:
    """One whose target has been read, found under `prefix` on `route`; `pieces` are a body in chunks."""
    fields = Headers([(name.encode(), value.encode("latin-1")) for name, value in (("host", host), *headers)])
    found = Exchange(
        Request(
            method.encode(),
            target.encode(),
            fields,
            body=Piece(*pieces) if body is None else Piece(body),
            has_body=body is not None or bool(pieces),
            content_length=None if body is None else len(body),
            peer=("127.0.0.1", 50_000),
            local_port=3000,
            **request,
        ),
        "bind/3000",
    )
    found.read_target()
    found.matched_prefix = None if prefix is None else prefix.encode()
    found.route = route
    return found


def policies(text: str) -> RoutePolicies:
    """A route's policies."""
    route = f"binds:\n- port: 3000\n  listeners:\n  - routes:\n    - policies:\n{indented(text, 8)}\n"
    config = loaded(route + "      backends:\n      - host: 127.0.0.1:1\n")
    found = config.binds[0].listeners[0].routes
    assert found is not None
    assert found[0].policies is not None
    return found[0].policies


def indented(text: str, by: int) -> str:
    return "\n".join(" " * by + line for line in text.strip("\n").splitlines())
