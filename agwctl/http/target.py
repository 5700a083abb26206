"""What a request line may name: which targets and authorities are well-formed.

The rules are those that agentgateway's HTTP library keeps, recorded case by case; they are wider than RFC 3986 in
places (`{`, `|` and `\\` in a path) and narrower in others (no bytes above 0x7E at all).
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["MAX_TARGET", "Target", "is_authority", "is_target", "split_target"]

MAX_TARGET = 65_534
"""Bytes; a longer one is 414."""

VISIBLE = bytes(range(0x21, 0x7F))
PATH = VISIBLE.translate(None, b"<>`")
PLAIN = PATH.translate(None, b'"')
QUERY = VISIBLE.translate(None, b'<>"')
AUTHORITY = b"!$&'()*+,-.:;=@[]_~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SCHEME = b"+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
MAX_SCHEME = 64


class Target(NamedTuple):
    """A request target's parts; `authority` is None in origin and asterisk form, `path` empty in authority form."""

    authority: bytes | None
    path: bytes
    """With the query; `/` when an absolute target has none."""


def split_target(target: bytes) -> Target:
    """The parts of a well-formed target (RFC 9112 section 3.2)."""
    if target[:1] == b"/" or target == b"*":
        return Target(None, target)
    scheme, separator, rest = target.partition(b"://")
    if not separator or scheme.translate(None, SCHEME):
        return Target(target, b"")
    end = authority_end(rest)
    path = rest[end:]
    return Target(rest[:end], path if path[:1] == b"/" else b"/" + path)


def is_target(target: bytes) -> bool:
    """Whether a request line with it is accepted; fragments have been cut off."""
    if target[:1] == b"/":
        return not target.translate(None, PLAIN) or is_path(target)
    if target == b"*":
        return True
    scheme, separator, rest = target.partition(b"://")
    if not separator or scheme.translate(None, SCHEME):
        return is_authority(target)
    end = authority_end(rest)
    return 0 < len(scheme) <= MAX_SCHEME and is_authority(rest[:end]) and is_path(rest[end:])


def is_path(path: bytes) -> bool:
    before, _, query = path.partition(b"?")
    return not before.translate(None, PATH) and not query.translate(None, QUERY)


def is_authority(value: bytes) -> bool:
    """Whether `[user@]host[:port]` is well-formed; the port itself is not looked at."""
    user, _, host = value.rpartition(b"@")
    if not host or host.translate(None, AUTHORITY) or user.translate(None, AUTHORITY + b"%"):
        return False
    if b"[" in host or b"]" in host:
        start, _, port = host.partition(b"]")
        closed = b"]" in host and b"]" not in port and b"[" not in start[1:] + port
        return start[:1] == b"[" and closed and port.count(b":") <= 1
    return host.count(b":") <= 1


def authority_end(rest: bytes) -> int:
    ends = [index for index in (rest.find(b"/"), rest.find(b"?")) if index >= 0]
    return min(ends, default=len(rest))
