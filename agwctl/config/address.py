"""Addresses: where an upstream is, and where the process itself listens."""

from __future__ import annotations

from ipaddress import ip_address
from typing import NamedTuple

__all__ = ["ListenAddress", "HostPort"]


class HostPort(NamedTuple):
    """A name or an IP address with a port, or the path of a Unix socket (then host is empty and port 0)."""

    host: str
    port: int
    path: str | None = None

    @classmethod
    def parse(cls, text: str) -> HostPort:
        """Reads `host:port`, `1.2.3.4:80` or `unix:/path`; the first colon divides, so an IPv6 address has no form.

        Raises: ValueError with agentgateway's own text.
        """
        if text.startswith("unix:"):
            return cls("", 0, text.removeprefix("unix:"))
        host, colon, port = text.partition(":")
        if not colon:
            raise ValueError(f"invalid host:port: {text}")
        return cls(host, _port(port))

    @property
    def is_ip(self) -> bool:
        """Whether the host is a literal IP address."""
        return _is_ip(self.host)

    def __str__(self) -> str:
        if self.path is not None:
            return f"unix:{self.path}"
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class ListenAddress(NamedTuple):
    """Where one of the process's own servers listens: host and port, a Unix socket's path, or nowhere (`off`)."""

    host: str = ""
    port: int = 0
    path: str | None = None
    off: bool = False

    @classmethod
    def parse(cls, text: str) -> ListenAddress:
        """Reads `ip:port`, `[ip]:port`, `localhost:port`, `unix:/path` or `off`.

        Raises: ValueError with agentgateway's own text.
        """
        if text == "off":
            return cls(off=True)
        if text.startswith("unix:"):
            path = text.removeprefix("unix:")
            if not path:
                raise ValueError("unix socket path must not be empty")
            return cls(path=path)
        host, _, port = text.rpartition(":")
        if host == "localhost":
            return cls("localhost", _port(port))
        bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        if not _is_ip(bare) or (":" in bare) != (bare != host) or not (port.isascii() and port.isdigit()):
            raise ValueError("invalid socket address syntax")
        return cls(bare, _port(port))

    def __str__(self) -> str:
        return "off" if self.off else str(HostPort(self.host, self.port, self.path))


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _port(text: str) -> int:
    digits = text.removeprefix("+")
    if not text:
        raise ValueError("cannot parse integer from empty string")
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("invalid digit found in string")
    if len(digits) > 20 or int(digits) > 65535:
        raise ValueError("number too large to fit in target type")
    return int(digits)
