"""How a verb that serves is told to end."""

from __future__ import annotations

import os
import signal
import threading

from agwctl.errors import ExitCode

__all__ = ["wait_for_stop"]


def wait_for_stop(stop: threading.Event | None = None) -> None:
    """Return on the first INT or TERM, or when `stop` is set; a second signal ends the process at once."""
    asked = threading.Event() if stop is None else stop

    def ask(number: int, frame: object) -> None:
        if asked.is_set():
            os._exit(ExitCode.OK)
        asked.set()

    signal.signal(signal.SIGINT, ask)
    signal.signal(signal.SIGTERM, ask)
    asked.wait()
