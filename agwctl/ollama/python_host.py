"""OLLAMA_HOST as the Python package `ollama` reads it, which is not how Ollama itself does."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from agwctl.ollama.address import DEFAULT_PORT, Address, parse, to_dial

__all__ = ["difference", "python_url"]


def python_url(text: str) -> str | None:
    """The base URL that Python's client makes of the variable; None where it raises ValueError."""
    scheme, _, rest = text.partition("://")
    default = {"http": 80, "https": 443}.get(scheme, DEFAULT_PORT) if rest else DEFAULT_PORT
    if not rest:
        scheme, rest = "http", text
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        host, port = parts.hostname or "127.0.0.1", parts.port or default
    except ValueError:
        return None
    try:
        host = f"[{host}]" if isinstance(ip_address(host), IPv6Address) else host
    except ValueError:
        pass  # a name
    path = parts.path.strip("/")
    return f"{scheme}://{host}:{port}/{path}" if path else f"{scheme}://{host}:{port}"


def difference(text: str) -> str | None:
    """What Python's client does with a value that it takes to another place than `ollama` does; None if to the same."""
    theirs = python_url(text)
    if theirs is None:
        return "Python's ollama client cannot read it and stops with a ValueError"
    ours = parse(text)
    same = Address(ours.scheme.lower(), ours.host.lower(), ours.port, ours.path.strip("/"))
    if to_dial(same).url == to_dial(parse(theirs)).url.rstrip("/"):
        return None
    return f"Python's ollama client takes it as {theirs}"
