"""The `path` of urlRewrite and requestRedirect."""

from __future__ import annotations

import re

from agwctl.config.policy import PathChange
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Failure, Reason

__all__ = ["NOT_A_URI", "UNSENDABLE", "changed_path"]

NEEDS_PREFIX = Failure(
    500,
    "failed to apply filters: invalid filter configuration: prefix redirect requires prefix match",
    Reason.INTERNAL,
)
UNSENDABLE = re.compile(rb"[\x00-\x20\x7f<>`]")
NOT_A_URI = Failure(500, "failed to apply filters: invalid URI: invalid uri character", Reason.INTERNAL)
NO_SLASH = Failure(500, "failed to apply filters: invalid URI: path does not start with slash", Reason.INTERNAL)
LOST_PREFIX = Failure(500, "failed to apply filters: invalid URI", Reason.INTERNAL)


def changed_path(change: PathChange | None, exchange: Exchange) -> bytes:
    """The exchange's path after `change`; the query is not part of it."""
    if change is None:
        return exchange.path
    text = (change.prefix if change.full is None else change.full) or ""
    if UNSENDABLE.search(text.encode()):
        raise NOT_A_URI  # a blank would end the target, a line end the request line
    if change.full is not None:
        if text and not text.startswith("/"):
            raise NO_SLASH
        return text.encode() or b"/"
    if exchange.matched_prefix is None:
        raise NEEDS_PREFIX
    return join(text.encode(), exchange.matched_prefix, exchange.path)


def join(prefix: bytes, matched: bytes, path: bytes) -> bytes:
    """Put `prefix` in the place of `matched`, with one slash at the seam and the rest of the path as it is."""
    stem = matched[:-1] if matched.endswith(b"/") else matched
    if not path.startswith(stem):
        raise LOST_PREFIX
    if prefix and not prefix.startswith(b"/"):
        raise NO_SLASH
    rest = path[len(stem) :]
    if not rest:
        return prefix or b"/"
    return (prefix[:-1] if prefix.endswith(b"/") else prefix) + rest
