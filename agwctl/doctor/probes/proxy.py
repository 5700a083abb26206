"""What programs of this shell get: their requests go through the proxy of its variables, even those to this machine."""

from __future__ import annotations

import time
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from agwctl.doctor.facts.fact import NOT_ASKED, Unread
from agwctl.doctor.facts.network import Answer
from agwctl.doctor.probes.answers import host_header
from agwctl.doctor.probes.resolve import resolve
from agwctl.doctor.system import System
from agwctl.doctor.wire.exchange import exchange
from agwctl.ollama.address import Address
from agwctl.ollama.proxy import Proxy, proxy_of_programs

__all__ = ["ask_through_proxy"]

_PORTS = {"http": 80, "https": 443}


def ask_through_proxy(address: Address, system: System, seconds: float) -> Answer | Unread:
    """GET /api/version by the proxy that applies; without one it is not asked. Looking up its name is not bounded."""
    proxy = proxy_of_programs(address, system.environ)
    if proxy is None:
        return NOT_ASKED
    end = time.monotonic() + seconds
    if address.scheme == "https" or not proxy.url.lower().startswith("http://"):
        return Unread(f"{address.scheme} through {proxy.variable} is not tried")
    place = _place(proxy)
    if place is None:
        return Unread(f"{proxy.variable} is no URL")
    resolution = resolve(place[0], system)
    if not resolution.addresses:
        return Unread(f"the proxy {proxy.authority} has no address: {resolution.error}")
    path = f"{address.url.rstrip('/')}/api/version"
    headers = {"Host": host_header(address), **_credentials(proxy)}
    return exchange(
        (resolution.addresses[0], place[1]), "GET", path, headers=headers, seconds=end - time.monotonic()
    )  # fmt: skip


def _place(proxy: Proxy) -> tuple[str, int] | None:
    try:
        split = urlsplit(proxy.url)
        port = split.port or _PORTS[split.scheme]
    except (ValueError, KeyError):
        return None
    return (split.hostname, port) if split.hostname else None


def _credentials(proxy: Proxy) -> Mapping[str, str]:
    split = urlsplit(proxy.url)
    if split.username is None:
        return {}
    import base64

    pair = f"{unquote(split.username)}:{unquote(split.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
