"""Routes that match the same requests: the one configured for the requested model answers (`same-match-by-model`)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from agwctl.http.failure import BodyTooLarge, DeadlineExceeded, UpstreamError
from agwctl.http.message import Headers, Response
from agwctl.http.upstream import RelayedBody
from agwctl.llm.failure import LlmError
from agwctl.llm.models import entries_of, stated_model, union
from agwctl.llm.paths import below_mount
from agwctl.model_name import same_model
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Failure
from agwctl.proxy.route import Route

__all__ = ["asks_for_models", "choose_route", "list_models"]

LIST_LIMIT = 4 << 20
"""Bytes of one member's list."""
LIST_PATIENCE = 3.0
"""Seconds that one member has for it: a machine that is switched off must not hold up the others' models."""


def choose_route(exchange: Exchange, group: Sequence[Route], limit: int) -> Route:
    """The member whose model the body names, else the first as written in the file."""
    if exchange.method != b"POST":
        return group[0]
    try:
        asked = stated_model(exchange.document(limit))
    except LlmError:
        return group[0]  # which answers with what is wrong with the body
    named = (route for route in group if asked and any(same_model(asked, model) for model in route.models))
    return next(named, group[0])


def asks_for_models(exchange: Exchange) -> bool:
    """Whether this is a GET for the list of models, below the matched prefix or not."""
    if exchange.method != b"GET":
        return False
    path = exchange.path.decode("latin-1")
    prefix = (exchange.matched_prefix or b"").decode("latin-1").rstrip("/")
    return path == "/v1/models" or (bool(prefix) and below_mount(prefix, "GET", path) == "/v1/models")


def list_models(
    exchange: Exchange,
    group: Iterable[Route],
    ask: Callable[[Exchange], Response],
    report: Callable[[Exchange, Exception], None],
) -> Response:
    """The members' lists as one; a member that does not answer is reported and left out, unless none does.

    Raises: what `ask` raised for the last member, when every one failed.
    """
    found: list[list[dict[str, Any]]] = []
    failure: Exception | None = None
    for route in group:
        member = exchange.fork(route)
        member.must_end = time.monotonic() + LIST_PATIENCE
        try:
            entries = entries_of(_whole(ask(member), member))
        except (Failure, LlmError, UpstreamError, DeadlineExceeded) as error:
            report(member, error)
            failure = error
        else:
            if entries is not None:
                found.append(entries)
        exchange.protocol, exchange.endpoint, exchange.backend = "llm", member.endpoint, member.backend
    if not found and failure is not None:
        raise failure
    return Response(200, Headers([(b"content-type", b"application/json")]), union(found))


def _whole(response: Response, member: Exchange) -> bytes:
    body = response.body
    if isinstance(body, bytes):
        return body
    if isinstance(body, RelayedBody):
        try:
            return body.upstream.read(LIST_LIMIT, deadline=member.attempt_deadline)
        except BodyTooLarge:
            raise LlmError("response was too large", "upstream_reply_too_large") from None
    return b""
