"""Asking one server: what every request to it has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from agwctl.doctor.facts.network import Answer, Dial
from agwctl.doctor.wire.exchange import LIMIT, exchange
from agwctl.ollama.address import Address

if TYPE_CHECKING:
    import ssl

__all__ = ["Line", "host_header"]

_OWN_PORT = {"http": 80, "https": 443}


def host_header(address: Address) -> str:
    """As clients send it: without the port where that is the scheme's own, without an IPv6 zone."""
    host = _without_zone(address.host)
    host = f"[{host}]" if ":" in host else host
    return host if _OWN_PORT.get(address.scheme) == address.port else f"{host}:{address.port}"


def _without_zone(host: str) -> str:
    return host.partition("%")[0] if ":" in host else host


@dataclass(frozen=True, slots=True)
class Line:
    """A way to a server that takes connections."""

    address: Address
    dial: Dial
    tls: ssl.SSLContext | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What is sent to its API beside the usual: credentials."""
    is_trusted: bool = True
    """False when its certificate was not."""

    def get(self, path: str, seconds: float, *, limit: int = LIMIT, **headers: str) -> Answer:
        """GET of a path below the address's own; a header's name has `_` for `-`."""
        return self._ask("GET", path, b"", seconds, limit, {name.replace("_", "-"): headers[name] for name in headers})

    def post(self, path: str, body: bytes, seconds: float, *, limit: int = LIMIT) -> Answer:
        return self._ask("POST", path, body, seconds, limit, {"Content-Type": "application/json"})

    def _ask(self, method: str, path: str, body: bytes, seconds: float, limit: int, more: Mapping[str, str]) -> Answer:
        prefix = self.address.path.strip("/")
        return exchange(
            self.dial,
            method,
            f"/{prefix}{path}" if prefix else path,
            headers={"Host": host_header(self.address), **self.headers, **more},
            body=body,
            tls=self.tls,
            server_name=_without_zone(self.address.host),
            seconds=seconds,
            limit=limit,
        )
