"""Whom a request is for: request target and Host taken apart (RFC 9112 section 3.2, RFC 3986 section 3.2)."""

from __future__ import annotations

from typing import NamedTuple

from agwctl.http.message import Request
from agwctl.http.target import is_authority, split_target
from agwctl.proxy.failure import Failure, Reason

__all__ = ["Destination", "destination", "join_port", "split_port", "without_default_port"]

DEFAULT_PORTS = {b"http": b"80", b"https": b"443"}
NO_AUTHORITY = Failure(503, "processing failed: no authority or host", Reason.INTERNAL)
NO_PATH = Failure(503, "processing failed: path missing", Reason.INTERNAL)


class Destination(NamedTuple):
    """What a request addresses: `path` without its query, `query` without `?` and None when there is none."""

    scheme: bytes
    authority: bytes
    path: bytes
    query: bytes | None


def destination(request: Request) -> Destination:
    """Read target and Host; an absolute target wins over Host, the first of several Hosts counts.

    Raises: Failure when there is no usable host, or a target without a path.
    """
    target = split_target(request.target)
    authority = request.headers.get(b"host") if target.authority is None else target.authority
    if authority is None or not is_authority(authority):
        raise NO_AUTHORITY
    if not target.path and request.method != b"CONNECT":
        raise NO_PATH
    host, port = split_port(authority)
    if port and not port.isdigit():
        authority = host  # as agentgateway reads it
    path, mark, query = target.path.partition(b"?")
    return Destination(request.scheme.encode(), authority, path, query if mark else None)


def split_port(authority: bytes) -> tuple[bytes, bytes]:
    """`host:port` → (host, port), the port empty when there is none; brackets of IPv6 stay."""
    if authority.endswith(b"]"):
        return authority, b""
    host, mark, port = authority.rpartition(b":")
    return (host, port) if mark else (authority, b"")


def join_port(host: bytes, port: bytes) -> bytes:
    return host + b":" + port if port else host


def without_default_port(authority: bytes, scheme: bytes) -> bytes:
    """Drop `:80` of http and `:443` of https."""
    host, port = split_port(authority)
    return host if port == DEFAULT_PORTS.get(scheme) else authority
