"""Which hosts are this very machine."""

from __future__ import annotations

from functools import cache

__all__ = ["is_here"]


def is_here(host: str) -> bool:
    """Whether a host is this machine: loopback, any address, or its own name."""
    host = host.lower().strip("[]").removesuffix(".")
    return host in ("localhost", "0.0.0.0", "::", "::1") or host.startswith("127.") or host in _own_names()


@cache
def _own_names() -> frozenset[str]:
    import socket

    name = socket.gethostname().lower()
    return frozenset((name, name.partition(".")[0], f"{name.partition('.')[0]}.local"))
