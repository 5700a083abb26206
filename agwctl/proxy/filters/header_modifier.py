"""`requestHeaderModifier` and `responseHeaderModifier`: add, then set, then remove."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from agwctl.config.policy import HeaderModifier
from agwctl.http.message import Headers
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Failure, Reason

__all__ = ["is_field_value", "on_request", "on_response"]

TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 section 5.6.2
VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")  # section 5.5
BAD_NAME = Failure(500, "failed to apply filters: invalid header name: invalid HTTP header name", Reason.INTERNAL)
BAD_VALUE = Failure(500, "failed to apply filters: invalid header value: failed to parse header value", Reason.INTERNAL)


def is_field_value(value: bytes) -> bool:
    """Whether it can be sent without ending the field: a line end in it would begin another."""
    return VALUE.fullmatch(value) is not None


class Changes(NamedTuple):
    add: tuple[tuple[bytes, bytes], ...]
    set: tuple[tuple[bytes, bytes], ...]
    remove: tuple[bytes, ...]
    failure: Failure | None
    """The release accepts a malformed name and fails each request instead."""

    def apply(self, headers: Headers) -> None:
        if self.failure is not None:
            raise self.failure
        headers.items.extend(self.add)
        for name, value in self.set:
            headers.set(name, value)
        if self.remove:
            headers.remove(*self.remove)


def _changes(policy: HeaderModifier) -> Changes:
    add = tuple((name.lower().encode(), value.encode()) for name, value in policy.add.items())
    set_ = tuple((name.lower().encode(), value.encode()) for name, value in policy.set.items())
    remove = tuple(name.lower().encode() for name in policy.remove)
    names = [name for name, _ in add + set_] + list(remove)
    failure = None if all(is_field_value(value) for _, value in add + set_) else BAD_VALUE
    return Changes(add, set_, remove, failure if all(TOKEN.fullmatch(name) for name in names) else BAD_NAME)


def on_request(policy: HeaderModifier) -> Callable[[Exchange], None]:
    """`host` is the request's authority: it can be set, not removed."""
    changes = _changes(policy)
    authority = dict(changes.add + changes.set).get(b"host")
    changes = changes._replace(
        add=tuple(item for item in changes.add if item[0] != b"host"),
        set=tuple(item for item in changes.set if item[0] != b"host"),
    )

    def modify(exchange: Exchange) -> None:
        changes.apply(exchange.headers)
        if authority is not None:
            exchange.authority = authority

    return modify


def on_response(policy: HeaderModifier) -> Callable[[Headers], None]:
    return _changes(policy).apply
