"""Ports that nobody else on this machine takes between the moment they are chosen and the moment they are bound.

Each process has a block of its own: whoever holds a block's first port has it.
"""

from __future__ import annotations

import atexit
import itertools
import socket
import threading
from collections.abc import Iterator
from functools import cache

__all__ = ["bindable", "free_port", "own_block"]

# Below the range from which the kernel takes the ports of outgoing connections and of binds to port 0. The ports from
# 18,000 on are the conformance cases'.
FIRST, LAST, BLOCK = 10_000, 18_000, 200
MEANT = frozenset({11434, *range(15000, 15100)})
"""Ports that stand for something in configurations: Ollama's, and the gateway's own."""
_lock = threading.Lock()


def free_port() -> int:
    """A port nobody listens on, and that this process has not had for the longest time."""
    with _lock:
        return next(port for port in _numbers() if bindable(port))


@cache
def _numbers() -> Iterator[int]:
    return itertools.cycle(port for port in own_block(FIRST, LAST, BLOCK) if port not in MEANT)


def own_block(first: int, last: int, size: int) -> range:
    """A part of the range that no other process has, until this one ends."""
    for start in range(first, last, size):
        claim = socket.socket()
        try:
            claim.bind(("127.0.0.1", start))
        except OSError:
            claim.close()
        else:
            atexit.register(claim.close)
            return range(start + 1, start + size)
    raise RuntimeError(f"every block of ports between {first} and {last} is in use")


def bindable(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
