"""One HTTP request to one address, bounded in time and size; whatever the peer does is a value."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from agwctl import __version__
from agwctl.doctor.facts.network import Answer, Dial, Trouble
from agwctl.doctor.probes.dial import connect
from agwctl.doctor.wire.peer import Broken, Peer, TlsPeer
from agwctl.doctor.wire.reception import Reception

if TYPE_CHECKING:
    import ssl

__all__ = ["LIMIT", "exchange"]

LIMIT = 65_536


def exchange(
    dial: Dial | tuple[str, int],
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    tls: ssl.SSLContext | None = None,
    server_name: str = "",
    seconds: float,
    limit: int = LIMIT,
    heard: Callable[[bytes], object] | None = None,
) -> Answer:
    """Connects to an IP address, asks, and hangs up after the answer, `seconds` or `limit` bytes of body.

    `heard` is told each piece of the body as it comes. Redirects are answers like others, and no proxy is used.
    `Host` is the address unless `headers` say it.
    """
    started = time.monotonic()
    address, port = (dial.address, dial.port) if isinstance(dial, Dial) else dial
    dialled, connection = connect(address, port, started + seconds)
    if connection is None:
        words = f"connect {dialled.authority}: {dialled.outcome}"
        return Answer(0, seconds=dialled.seconds, is_whole=False, problem=words, trouble=Trouble.CONNECT)
    reception = Reception(is_head=method == "HEAD", limit=limit, heard=heard)
    broken: Broken | None = None
    with connection:
        peer = Peer(connection, started + seconds)
        try:
            stream = peer if tls is None else TlsPeer(peer, tls, server_name)
            stream.send(_request(method, path, {"Host": dialled.authority, **(headers or {})}, body))
            reception.read(stream.receive)
        except Broken as failure:
            broken = failure
    return Answer(
        reception.status,
        reception.headers,
        bytes(reception.body),
        (reception.began or time.monotonic()) - started,
        is_whole=broken is None,
        problem=_words(broken, peer, seconds) if broken else "",
        raw=peer.raw,
        trouble=broken.trouble if broken else None,
    )


def _words(broken: Broken, peer: Peer, seconds: float) -> str:
    if broken.trouble is not Trouble.TIMEOUT:
        return broken.problem
    return f"{'no whole answer' if peer.raw else 'no answer'} within {seconds:.2g} s"


def _request(method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    all_headers = {
        "User-Agent": f"agwctl/{__version__}",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **headers,
    }
    if body or method == "POST":
        all_headers["Content-Length"] = str(len(body))
    lines = [f"{method} {_target(path)} HTTP/1.1", *(f"{name}: {_value(all_headers[name])}" for name in all_headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


def _target(path: str) -> str:
    """The path with everything escaped that would end it, or the line."""
    return "".join(
        char if "!" <= char <= "~" else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogateescape"))
        for char in path
    )


def _value(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
