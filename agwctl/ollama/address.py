"""Where Ollama is: OLLAMA_HOST as Ollama itself reads it, and what people type for --ollama."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["DEFAULT_PORT", "Address", "authority", "effective_address", "is_ip", "parse", "to_dial", "split_host_port"]

DEFAULT_PORT = 11434


class Address(NamedTuple):
    """An Ollama's base URL in its parts; `host` has no brackets, `path` no leading slash."""

    scheme: str
    host: str
    port: int
    path: str = ""
    warning: str | None = None
    """What was wrong with the text and what was taken instead."""

    @property
    def authority(self) -> str:
        """As it stands in a URL: the zone of an IPv6 address is escaped."""
        return authority(self.host.replace("%", "%25") if ":" in self.host else self.host, self.port)

    @property
    def url(self) -> str:
        slash = "/" if self.path and not self.path.startswith("/") else ""
        return f"{self.scheme}://{self.authority}{slash}{self.path}"

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine by its address; a container's published port is, too."""
        return self.host.lower() == "localhost" or (is_ip(self.host) and ipaddress.ip_address(self.host).is_loopback)


def authority(host: str, port: int) -> str:
    """`host:port`, with brackets around an IPv6 address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def effective_address(given: str | None = None, environ: Mapping[str, str] | None = None) -> Address:
    """The Ollama to talk to: `given` (the --ollama option), else OLLAMA_HOST, else port 11434 here."""
    environ = os.environ if environ is None else environ
    return to_dial(parse(given or environ.get("OLLAMA_HOST", "")))


def parse(text: str) -> Address:
    """The six steps of Ollama's envconfig.Host, to the letter. Source: ollama envconfig/config.go."""
    text = text.strip().strip("\"'").strip()
    if text == "ollama.com":
        return Address("https", text, 443)
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "http", text
    default = {"http": 80, "https": 443}.get(scheme, DEFAULT_PORT) if separator else DEFAULT_PORT
    authority, _, path = rest.partition("/")
    split = split_host_port(authority)
    if split is None:
        bare = authority.strip("[]")
        return Address(scheme, bare if is_ip(bare) else authority or "127.0.0.1", default, path)
    host, port = split
    if _is_port(port):
        return Address(scheme, host, int(port), path)
    return Address(scheme, host, default, path, f"invalid port {port!r} in {text!r}, using {default}")


def to_dial(address: Address) -> Address:
    """The same as a client can reach it: every unspecified address is loopback, and an API's own path is not a prefix.

    People paste `http://host:11434/v1`, which OpenAI clients want; the base of all of Ollama's APIs is above it.
    """
    path = address.path.strip("/")
    if path == "v1" or path.endswith("/v1"):
        path = path[:-2].rstrip("/")
    host = address.host or "127.0.0.1"
    if is_ip(host) and ipaddress.ip_address(host).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    return address._replace(host=host, path=path)


def split_host_port(authority: str) -> tuple[str, str] | None:
    """Host and port as Go's net.SplitHostPort tells them apart; None where it fails."""
    before, colon, port = authority.rpartition(":")
    if not colon:
        return None
    if authority.startswith("["):
        host, bracket, after = authority[1:].partition("]")
        if not bracket or not after.startswith(":") or ":" in after[1:]:
            return None
        port = after[1:]
    else:
        host = before
        if ":" in host:
            return None
    return None if any(sign in host + port for sign in "[]") else (host, port)


def _is_port(text: str) -> bool:
    digits = text[1:] if text[:1] in ("+", "-") else text
    return digits.isascii() and digits.isdigit() and 0 <= int(text) <= 65535


def is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
