"""User names, home folders, host names and addresses, and what stands for each of them in what is shown to others."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator

__all__ = ["host_names", "is_ordinary", "user_names"]

_NOBODY = frozenset((
    "root", "ollama", "_ollama", "nobody", "daemon", "system", "administrator", "admin", "user", "users",
    "docker", "www-data", "nt", "public", "shared", "default", "service", "local", "network",
))  # fmt: skip
"""Accounts that belong to no person."""

_USERS = frozenset(("user", "USER", "LOGNAME", "USERNAME", "SUDO_USER", "owner"))
_HOMES = frozenset(("HOME", "USERPROFILE"))
_IN_HOMES = re.compile(r"(?:/home/|/Users/|[A-Za-z]:\\+Users\\+)([^/\\\s:\"'<>|]+)")

_ORDINARY = frozenset((
    "address", "agwctl", "all", "and", "any", "api", "app", "are", "backend", "card", "client", "cloud", "command",
    "config", "container", "context", "desktop", "disk", "docker", "error", "etc", "export", "file", "firewall",
    "fix", "for", "from", "gateway", "gpu", "hardware", "here", "home", "host", "http", "https", "list", "llm",
    "local", "log", "machine", "memory", "model", "models", "name", "network", "nginx", "node", "not", "off",
    "one", "only", "open", "page", "path", "port", "prompt", "proxy", "request", "room", "route", "router", "run",
    "runner", "server", "service", "shell", "start", "stop", "store", "stream", "system", "tee", "test", "text",
    "that", "the", "this", "tls", "unit", "user", "web", "what", "you",
))  # fmt: skip
"""Words that reports are made of: a machine or an account may be called like that all the same."""

_PUBLIC = frozenset((
    "localhost", "ip6-localhost", "ollama", "host.docker.internal", "host.containers.internal",
    "gateway.docker.internal", "ollama.com", "registry.ollama.ai", "github.com", "host-gateway",
))  # fmt: skip
_HOST_FIELDS = frozenset((
    "host", "address", "addresses", "hostname", "names", "default_gateway", "wsl_address", "listen_address",
    "connect_address", "host_address", "HOSTNAME", "COMPUTERNAME",
))  # fmt: skip
_IN_URL = re.compile(r"(?<=://)(?:[^\s/?#@\"'<>]*@)?(\[[^\]\s]+\]|[^\s/:?#\"'<>,;)\]]+)")
_LOOKED_UP = re.compile(r"\b(?:lookup|resolve host:?|getaddrinfo \w+) ([\w.-]+)")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\.?\d)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,}(?:%\w+)?(?![\w:])")


def is_ordinary(name: str) -> bool:
    """Whether a name is a word besides, which is no name wherever it stands."""
    return name.isalpha() and (len(name) < 3 or name.lower() in _ORDINARY)


def user_names(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Placeholders of people's accounts and of the folders that are theirs."""
    found: dict[str, str] = {}
    for name, text in texts:
        if name in _HOMES and len(text) > len("/root") and text.strip("/\\") != "root":
            found.setdefault(text.rstrip("/\\"), "~")
        for user in _users(name, text):
            if user.lower() not in _NOBODY and not user.isdigit():
                found.setdefault(user, f"user-{1 + sum(each != '~' for each in found.values())}")
    return found


def _users(name: str, text: str) -> Iterator[str]:
    if name in _USERS and len(text) > 1 and not any(sign in text for sign in "/ "):
        yield text.rpartition("\\")[2]
    yield from _IN_HOMES.findall(text)


def host_names(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Placeholders of machines, in the order in which they occur; loopback and well-known names stay as they are."""
    found: dict[str, str] = {}
    for name, text in texts:
        for host in _hosts(name, text):
            if _is_private(host):
                kind = "address" if _address(host) is not None else "host"
                count = 1 + sum(each.startswith(kind) for each in found.values())
                found.setdefault(host, f"{kind}-{count}")
    return found


def _hosts(name: str, text: str) -> Iterator[str]:
    if name in _HOST_FIELDS and len(text) > 1 and re.fullmatch(r"[\w.:%*-]+", text):
        yield text.strip("[]").lower()
    for pattern in (_IN_URL, _LOOKED_UP, _IPV4, _IPV6):
        for host in pattern.findall(text):
            yield host.strip("[]").rstrip(".").lower()


def _is_private(host: str) -> bool:
    address = _address(host)
    if address is not None:
        return not (address.is_loopback or address.is_unspecified)
    return bool(host) and host not in _PUBLIC and not host.startswith("*") and not host.isdigit()


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
