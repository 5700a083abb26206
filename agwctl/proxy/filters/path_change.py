"""The `path` of urlRewrite and requestRedirect."""

from __future__ import annotations

from agwctl.config.policy import PathChange
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Failure, Reason

__all__ = ["changed_path"]

NEEDS_PREFIX = Failure(
    500,
    "failed to apply filters: invalid filter configuration: prefix redirect requires prefix match",
    Reason.INTERNAL,
)
NO_SLASH = Failure(500, "failed to apply filters: invalid URI: path does not start with slash", Reason.INTERNAL)
LOST_PREFIX = Failure(500, "failed to apply filters: invalid URI", Reason.INTERNAL)


def changed_path(change: PathChange | None, exchange: Exchange) -> bytes:
    """The exchange's path after `change`; the query is not part of it."""
    if change is None:
        return exchange.path
    if change.full is not None:
        return change.full.encode() or b"/"
    if exchange.matched_prefix is None:
        raise NEEDS_PREFIX
    return join((change.prefix or "").encode(), exchange.matched_prefix, exchange.path)


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
