"""Base URLs that clients take from variables, and the servers that they lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agwctl.doctor.facts.facts import Facts
from agwctl.ollama.address import Address, authority, parse

__all__ = ["LOOPBACK", "ClientUrl", "is_meant", "is_same_host", "read", "targets"]

_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_WILDCARD = ("0.0.0.0", "::", "0")


@dataclass(frozen=True, slots=True)
class ClientUrl:
    """A variable's value in its parts; a user and a password in it are not kept."""

    name: str
    scheme: str
    """Empty when it has none."""
    host: str
    port: int
    path: str
    """With its leading slash, as it stands there; empty when there is none."""

    @property
    def authority(self) -> str:
        return authority(self.host, self.port)

    @property
    def shown(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}" if self.scheme else f"{self.authority}{self.path}"

    @property
    def is_wildcard(self) -> bool:
        return self.host in _WILDCARD


def read(name: str, value: str) -> ClientUrl | None:
    """None for a variable that is not set, or no address."""
    text = value.strip().strip("\"'")
    found = _SCHEME.match(text)
    rest = text[found.end() :] if found else text
    authority, slash, path = rest.partition("/")
    address = parse(f"{found[1] if found else 'http'}://{authority.rpartition('@')[2]}" if authority else "")
    if not authority or not address.host:
        return None
    port = address.port if found or address.port != 80 else 11434
    clean = (slash + path).partition("?")[0].partition("#")[0]
    return ClientUrl(name, found[1].lower() if found else "", address.host, port, clean)


def targets(facts: Facts) -> Iterator[Address]:
    """The servers that are looked at, and the gateway."""
    yield from (each.server.address for each in facts.servers)
    if facts.gateway is not None:
        yield facts.gateway.address


def is_same_host(one: str, other: str) -> bool:
    """Whether two names are one host: those of this machine's loopback are."""
    return one.lower() == other.lower() or (one.lower() in LOOPBACK and other.lower() in LOOPBACK)


def is_meant(facts: Facts, url: ClientUrl) -> bool:
    """Whether it leads to what is looked at, or to this machine; other addresses are providers of their own."""
    if url.host.lower() in LOOPBACK or url.is_wildcard:
        return True
    return any(is_same_host(each.host, url.host) and each.port == url.port for each in targets(facts))
