"""What a proxy takes off a message before it passes it on (RFC 9110 section 7.6.1)."""

from __future__ import annotations

from agwctl.http.message import Headers

__all__ = ["HOP_BY_HOP", "request_headers", "response_headers"]

HOP_BY_HOP = frozenset(
    [
        b"connection",
        b"proxy-connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    ]
)
# Responses keep everything that does not frame them, as agentgateway's do; Connection is between two peers only.
RESPONSE_FRAMING = frozenset([b"connection", b"transfer-encoding"])


def request_headers(headers: Headers) -> Headers:
    """A request's fields for the upstream: hop-by-hop ones removed, cookies in one line, Host at the end.

    Names keep their spelling (the server has lowered them unless it preserves case). `te: trailers` and the pair that
    asks for an upgrade are put back, for they concern the upstream too; a Content-Length is settled by the pool.
    """
    kept: list[tuple[bytes, bytes]] = []
    hops: list[tuple[bytes, bytes]] = []
    cookies: list[bytes] = []
    host: tuple[bytes, bytes] | None = None
    host_index = 0
    for item in headers.items:
        name = item[0] if item[0].islower() else item[0].lower()
        if name in HOP_BY_HOP:
            hops.append((name, item[1]))
        elif name == b"host":
            if host is None:
                host, host_index = item, len(kept)
        elif name == b"cookie" and cookies:
            cookies.append(item[1])
        else:
            if name == b"cookie":
                cookies.append(item[1])
            kept.append(item)
    if len(cookies) > 1:
        kept = [(item[0], b"; ".join(cookies)) if item[0].lower() == b"cookie" else item for item in kept]
    restored: list[tuple[bytes, bytes]] = []
    if hops:
        kept, restored = settle_hops(kept, hops)
    if host is not None:
        if host_index < len(kept) - 1:
            kept.insert(host_index, kept.pop())  # as 1.4.1 does: the last field takes Host's place
        restored.append(host)
    return Headers(kept + restored)


def settle_hops(
    kept: list[tuple[bytes, bytes]], hops: list[tuple[bytes, bytes]]
) -> tuple[list[tuple[bytes, bytes]], list[tuple[bytes, bytes]]]:
    """`kept` without the fields that Connection lists, and the hop-by-hop fields to be sent all the same."""
    lists = [value.lower() for name, value in hops if name == b"connection"]
    named = {option.strip(b" \t") for options in lists for option in options.split(b",")}
    restored = []
    for name, value in hops:
        if name == b"te" and b"trailers" in [part.strip(b" \t") for part in value.lower().split(b",")]:
            restored.append((b"te", b"trailers"))
        elif name == b"upgrade" and b"upgrade" in named:
            restored += [(b"connection", b"upgrade"), (b"upgrade", value)]
    named -= {b"", b"close", b"keep-alive", b"upgrade", b"te"}
    if named:
        kept = [item for item in kept if item[0].lower() not in named]
    return kept, restored


def response_headers(headers: Headers) -> Headers:
    """A response's fields for the client; the server frames it anew."""
    return Headers([item for item in headers.items if item[0].lower() not in RESPONSE_FRAMING])
