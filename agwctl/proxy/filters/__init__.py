"""The policies that this build runs, in the order in which they run.

A request filter may answer by itself by returning a response; a response filter changes the headers of whatever answer
there is. A new policy is one module here and one line in its list; the name is the attribute of the policy set.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from agwctl.http.message import Headers, Response
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.filters import backend_auth, direct_response, header_modifier, request_redirect, url_rewrite

__all__ = ["BACKEND_REQUEST", "RESPONSE", "ROUTE_REQUEST", "RequestFilter", "ResponseFilter", "compile_filters"]

F = TypeVar("F")

RequestFilter = Callable[[Exchange], Response | None]
ResponseFilter = Callable[[Headers], None]

ROUTE_REQUEST: tuple[tuple[str, Callable[[Any], RequestFilter]], ...] = (
    ("request_header_modifier", header_modifier.on_request),
    ("url_rewrite", url_rewrite.on_request),
    ("request_redirect", request_redirect.on_request),
    ("direct_response", direct_response.on_request),
)
BACKEND_REQUEST: tuple[tuple[str, Callable[[Any], RequestFilter]], ...] = (
    ("backend_auth", backend_auth.on_request),
    ("request_header_modifier", header_modifier.on_request),
)
RESPONSE: tuple[tuple[str, Callable[[Any], ResponseFilter]], ...] = (
    ("response_header_modifier", header_modifier.on_response),
)


def compile_filters(policies: object, registry: tuple[tuple[str, Callable[[Any], F]], ...]) -> tuple[F, ...]:
    """Build the filters of the policies that are set, in the registry's order.

    One under conditions is left out: it is not run yet, and only what looks at a configuration gets here with it.
    """
    found = ((getattr(policies, name, None), build) for name, build in registry)
    return tuple(
        build(policy) for policy, build in found if policy is not None and getattr(policy, "conditional", None) is None
    )
