"""Several servers asked at once: the slowest decides how long it takes, and that is bounded."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from agwctl.ollama.address import Address
from agwctl.ollama.client import Client, NotOllama, OllamaError, TimedOut

__all__ = ["Connect", "ask_each", "failure_line"]

T = TypeVar("T")
Connect = Callable[[Address], Client]

GRACE = 0.25
"""Seconds for which a client may be late with its own time-out."""


def ask_each(
    servers: Iterable[Address], ask: Callable[[Client], T], connect: Connect, timeout: float
) -> dict[Address, T | OllamaError]:
    """What `ask` finds at each server, or why it found nothing; all are done within `timeout` seconds.

    A server that is not done by then counts as timed out, however many requests it has answered.
    """
    found: dict[Address, T | OllamaError] = {}
    bugs: list[Exception] = []

    def run(server: Address) -> None:
        try:
            with connect(server) as client:
                found[server] = ask(client)
        except OllamaError as error:
            found[server] = error
        except Exception as error:  # told in the caller's thread
            bugs.append(error)

    # Threads that end with the process: looking up a name cannot be broken off, and nobody waits for it.
    threads = {server: threading.Thread(target=run, args=(server,), daemon=True) for server in servers}
    for thread in threads.values():
        thread.start()
    end = time.monotonic() + timeout + GRACE
    for thread in threads.values():
        thread.join(max(0.0, end - time.monotonic()))
    if bugs:
        raise bugs[0]
    return {server: found[server] if server in found else _late(server, timeout) for server in threads}


def _late(server: Address, timeout: float) -> TimedOut:
    text = f'Get "{server.url}": context deadline exceeded'
    return TimedOut(text, f"{server.url} did not answer completely within {timeout:g} seconds")


def failure_line(server: Address, error: OllamaError, timeout: float) -> str:
    """Why a server told nothing, for a line with other words behind it."""
    if isinstance(error, TimedOut):
        return f"{server.authority} did not answer within {timeout:g} s (timeout)"
    if isinstance(error, NotOllama):
        return f"{server.authority} is not Ollama ({error.cause})"
    return error.cause or error.text
