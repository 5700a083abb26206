"""Which proxy a request to Ollama goes through: HTTP_PROXY, HTTPS_PROXY and NO_PROXY as Go's clients read them."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from typing import NamedTuple

from agwctl.ollama.address import Address

__all__ = ["Proxy", "proxy_for", "proxy_of_programs"]


class Proxy(NamedTuple):
    """A proxy and the variable that names it."""

    url: str
    variable: str

    @property
    def authority(self) -> str:
        """Without the credentials that the URL may hold."""
        return self.url.partition("://")[2].partition("/")[0].rpartition("@")[2]


def proxy_for(address: Address, environ: Mapping[str, str] | None = None) -> Proxy | None:
    """The proxy to use; None where there is none, and always for this machine.

    Unlike Python's clients, `ollama` knows no ALL_PROXY. Source: golang.org/x/net/http/httpproxy.
    """
    environ = os.environ if environ is None else environ
    name = f"{address.scheme.upper()}_PROXY"
    proxy = environ.get(name) or environ.get(name.lower())
    # Under CGI a request's header "Proxy:" would arrive as HTTP_PROXY.
    if not proxy or address.is_loopback or (name == "HTTP_PROXY" and "REQUEST_METHOD" in environ):
        return None
    if _is_excepted(address, environ.get("NO_PROXY") or environ.get("no_proxy") or ""):
        return None
    return Proxy(proxy if "://" in proxy else f"http://{proxy}", name)


def proxy_of_programs(address: Address, environ: Mapping[str, str]) -> Proxy | None:
    """The proxy that programs in Python and Node, and curl, use for it: this machine is no exception to them.

    They prefer lower case, and take ALL_PROXY where the scheme has none. Source: urllib, requests, httpx, curl.
    """
    exceptions = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    scheme = address.scheme.lower()
    for name in (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY"):
        if proxy := environ.get(name):
            if _is_excepted(address, exceptions):
                return None
            return Proxy(proxy if "://" in proxy else f"http://{proxy}", name)
    return None


def _is_excepted(address: Address, exceptions: str) -> bool:
    return any(_excepts(entry.strip().lower(), address) for entry in exceptions.split(",") if entry.strip())


def _excepts(entry: str, address: Address) -> bool:
    """Whether an entry of NO_PROXY covers an address: `*`, a network, an IP or a domain, the last two with any port."""
    if entry == "*":
        return True
    ip = _ip(address.host)
    if "/" in entry:
        try:
            return ip is not None and ip in ipaddress.ip_network(entry, strict=False)
        except ValueError:
            return False
    host, colon, port = entry.rpartition(":")
    if colon and port.isdigit() and _ip(entry) is None:
        if int(port) != address.port:
            return False
        entry = host
    entry = entry.strip("[]").removeprefix("*")
    if ip is not None or _ip(entry) is not None:
        return ip == _ip(entry)
    name = address.host.lower().rstrip(".")
    return name.endswith(entry if entry.startswith(".") else f".{entry}") or name == entry


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
