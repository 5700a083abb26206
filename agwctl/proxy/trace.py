"""A client's trace goes on under a span of the gateway's own (W3C Trace Context section 3)."""

from __future__ import annotations

import os
import re

from agwctl.http.message import Headers

__all__ = ["continue_trace"]

TRACEPARENT = re.compile(rb"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")


def continue_trace(headers: Headers) -> tuple[str, str] | None:
    """Put a new span id into a valid `traceparent`; returns (trace id, span id), None when there is no valid one."""
    given = headers.get(b"traceparent")
    if given is None or (found := TRACEPARENT.fullmatch(given)) is None:
        return None
    span = os.urandom(8).hex()  # `secrets` would load all of hashlib for this
    headers.set(b"traceparent", b"00-%s-%s-%s" % (found[1], span.encode(), found[2]))
    return found[1].decode(), span
