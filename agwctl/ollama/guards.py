"""Who may speak to the server: its checks of Origin and Host, in the order in which Ollama makes them."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass

from agwctl.errors import InputError
from agwctl.http.message import Headers, Request, Response
from agwctl.ollama.address import split_host_port

__all__ = ["Door", "Guards"]

_SCHEMES = "http://,https://,chrome-extension://,safari-extension://,moz-extension://,ms-browser-extension://"
_HERE = ("localhost", "127.0.0.1", "0.0.0.0")
_BUILT_IN = (
    *(f"{scheme}://{host}{port}" for host in _HERE for scheme in ("http", "https") for port in ("", ":*")),
    *(f"{scheme}://*" for scheme in ("app", "file", "tauri", "vscode-webview", "vscode-file")),
)
_STAINLESS = (
    "Arch Async Custom-Poll-Interval Helper-Method Lang Os Package-Version Poll-Helper Retry-Count Runtime "
    "Runtime-Version Timeout"
)
_ALLOWED_HEADERS = ",".join(
    ["Authorization,Content-Type,User-Agent,Accept,X-Requested-With,Openai-Beta"]
    + [f"X-Stainless-{name}" for name in _STAINLESS.split()]
)
_PREFLIGHT = (
    (b"Access-Control-Allow-Headers", _ALLOWED_HEADERS.encode()),
    (b"Access-Control-Allow-Methods", b"GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS"),
    (b"Access-Control-Max-Age", b"43200"),
)
_VARY = (b"Origin", b"Access-Control-Request-Method", b"Access-Control-Request-Headers")


@dataclass(frozen=True, slots=True)
class Door:
    """What the server listens on, and whom it lets in."""

    bind: str = "127.0.0.1"
    """The address of OLLAMA_HOST; on a loopback one Host headers are checked."""
    origins: tuple[str, ...] = ()
    """OLLAMA_ORIGINS: pages that may use it, besides those of this machine."""
    hostname: str = ""
    """The machine's name; the real one's when not given."""
    addresses: tuple[str, ...] = ()
    """Further addresses of the machine."""


class Guards:
    """Raises InputError for origins with which Ollama does not start."""

    def __init__(self, door: Door) -> None:
        self._origins = _checked((*door.origins, *_BUILT_IN))
        self._for_all = "*" in door.origins
        self._hostname = (door.hostname or socket.gethostname()).lower()
        self._addresses = frozenset(map(ipaddress.ip_address, door.addresses))
        self._checks_host = _is_loopback(door.bind)

    def stop(self, request: Request, allow: tuple[tuple[bytes, bytes], ...]) -> Response | None:
        """The answer when the request gets no further; `allow` is the field that a wrong method would be told."""
        origin = self._foreign_origin(request)
        if origin and not self._lets_in(origin):
            return _refused(allow)
        if origin and request.method == b"OPTIONS":
            return Response(204, self._preflight(origin, allow))
        if not self._checks_host:
            return None
        host = _host(request)
        if self._is_ours(host):
            return None
        if self._is_named_ours(host):
            return Response(204, Headers(allow)) if request.method == b"OPTIONS" else None
        return _refused(allow)

    def mark(self, request: Request, response: Response) -> Response:
        """Tell a page's browser that it may read the response."""
        origin = self._foreign_origin(request)
        if origin:
            response.headers.items[:] = sorted([*self._own_fields(origin), *response.headers.items], key=_in_order)
        return response

    def _foreign_origin(self, request: Request) -> str:
        origin = (request.headers.get(b"origin") or b"").decode("latin-1")
        host = _authority(request)
        return "" if origin in (f"http://{host}", f"https://{host}") else origin

    def _lets_in(self, origin: str) -> bool:
        return self._for_all or any(pattern.fullmatch(origin) for pattern in self._origins)

    def _own_fields(self, origin: str) -> list[tuple[bytes, bytes]]:
        if self._for_all:
            return [(b"Access-Control-Allow-Origin", b"*")]
        return [(b"Access-Control-Allow-Origin", origin.encode("latin-1")), (b"Vary", b"Origin")]

    def _preflight(self, origin: str, allow: tuple[tuple[bytes, bytes], ...]) -> Headers:
        own = self._own_fields(origin)
        varies = [(b"Vary", field) for field in _VARY[1:]] if len(own) > 1 else []
        return Headers(sorted([*_PREFLIGHT, *own, *varies, *allow], key=_in_order))

    def _is_ours(self, host: str) -> bool:
        """An address of this machine or of a private network."""
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        private = any(address in network for network in _PRIVATE if network.version == address.version)
        return address.is_loopback or address.is_unspecified or private or address in self._addresses

    def _is_named_ours(self, host: str) -> bool:
        name = host.lower()
        return name in ("", "localhost", self._hostname) or name.endswith((".localhost", ".local", ".internal"))


_PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))


def _checked(origins: Iterable[str]) -> list[re.Pattern[str]]:
    """Origins as patterns, each with at most one `*` for anything."""
    patterns = []
    for origin in origins:
        if "*" not in origin and not origin.startswith(tuple(_SCHEMES.split(","))):
            raise InputError(f"bad origin: origins must contain '*' or include {_SCHEMES}")
    for origin in origins:
        if origin.count("*") > 1:
            raise InputError("only one * is allowed")
        patterns.append(re.compile(re.escape(origin.lower()).replace(r"\*", ".*")))
    return patterns


def _refused(allow: tuple[tuple[bytes, bytes], ...]) -> Response:
    return Response(403, Headers([*allow, (b"Content-Length", b"0")]))


def _authority(request: Request) -> str:
    """Host and port that the request is for: a whole URL on its first line goes before the field."""
    url = re.match(rb"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)", request.target)
    return (url[1] if url else request.headers.get(b"host") or b"").decode("latin-1")


def _host(request: Request) -> str:
    text = _authority(request)
    split = split_host_port(text)
    return split[0] if split else text


def _is_loopback(bind: str) -> bool:
    if bind == "localhost":
        return True
    try:
        return ipaddress.ip_address(bind.strip("[]")).is_loopback
    except ValueError:
        return False


def _in_order(field: tuple[bytes, bytes]) -> bytes:
    """Go sorts a handler's fields by name, and writes the length after them; fields of one name keep their order."""
    return b"~" if field[0] == b"Content-Length" else field[0]
