"""How a verb that serves is told to end."""

from __future__ import annotations

import os
import signal
import threading

from agwctl.errors import ExitCode

__all__ = ["stop_on_signal", "wait_for_stop"]

LOOK_AGAIN = 0.5
"""Seconds."""


def stop_on_signal(stop: threading.Event) -> None:
    """Have the first INT or TERM set `stop`; a second signal ends the process at once."""

    def ask(number: int, frame: object) -> None:
        if stop.is_set():
            os._exit(ExitCode.OK)
        stop.set()

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)


def wait_for_stop(stop: threading.Event | None = None) -> None:
    """Return on the first INT or TERM, or when `stop` is set; a second signal ends the process at once."""
    asked = threading.Event() if stop is None else stop
    stop_on_signal(asked)
    # A signal that comes in the moment before the wait begins does not end it; the handler runs when it is over.
    while not asked.wait(LOOK_AGAIN):
        pass
