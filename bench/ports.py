"""Ports that nobody else on this machine takes between the moment they are chosen and the moment they are bound.

Each process has a block of its own: whoever holds a block's first port has it.
"""

from __future__ import annotations

import atexit
import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

__all__ = ["bindable", "free_port", "kept_apart", "own_block", "refusing_port"]

FIRST, LAST, BLOCK = 10_000, 18_000, 200
"""The ports from 18,000 on are the conformance cases'."""
KERNEL = Path("/proc/sys/net/ipv4/ip_local_port_range")
"""From here the kernel takes the ports of outgoing connections and of binds to port 0."""
MEANT = frozenset({11434, *range(15000, 15100)})
"""Ports that stand for something in configurations: Ollama's, and the gateway's own."""
_lock = threading.Lock()


def free_port() -> int:
    """A port nobody listens on, and that this process has not had for the longest time."""
    with _lock:
        return next(port for port in _numbers() if bindable(port))


@cache
def _numbers() -> Iterator[int]:
    return itertools.cycle(port for port in own_block(*kept_apart(FIRST, LAST), BLOCK) if port not in MEANT)


@contextmanager
def refusing_port(port: int = 0) -> Iterator[int]:
    """A port that refuses connections: it is held without listening, so that nobody else can begin to."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        yield int(holder.getsockname()[1])


def kept_apart(first: int, last: int) -> tuple[int, int]:
    """The range, or one as long that does not meet the kernel's own, if there is such a one."""
    try:
        low, high = map(int, KERNEL.read_text("ascii").split())
    except (OSError, ValueError):  # not Linux: there the kernel's range begins at 49,152
        return first, last
    length = last - first
    if low >= last or high < first:
        return first, last
    above = (high // BLOCK + 1) * BLOCK
    if above + length <= 65_536:
        return above, above + length
    last = low - low % BLOCK
    return max(BLOCK * 6, last - length), last


def own_block(first: int, last: int, size: int) -> range:
    """A part of the range that no other process has, until this one ends; a multiple of BLOCK long.

    Every BLOCK-th port of it is held, so that ranges of other lengths may overlap with this one.
    """
    for start in range(first, last - size + 1, BLOCK):
        with ExitStack() as held:
            try:
                for port in range(start, start + size, BLOCK):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            atexit.register(held.pop_all().close)
            return range(start + 1, start + size)
    raise RuntimeError(f"every block of ports between {first} and {last} is in use")


def bindable(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
