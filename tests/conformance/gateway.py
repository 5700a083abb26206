"""One gateway process on the configuration of a case."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

__all__ = ["Gateway"]

START = 30.0
"""Seconds for the port to open; on an idle machine it takes 0.2."""
STOP = 8.0
"""Seconds from SIGTERM until the process is killed."""


class Gateway:
    """`agwctl serve` in its own process; its output goes to one log file."""

    def __init__(self, arguments: list[str], log: Path, port: int, environ: dict[str, str]) -> None:
        self.log = log
        self.port = port
        self._output = log.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "agwctl", "serve", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=self._output,
            env={**bare_environment(), **environ},
        )
        if hasattr(os, "setpriority"):  # many of them start at a time, beside tests that must keep time
            os.setpriority(os.PRIO_PROCESS, self._process.pid, 5)

    def wait(self) -> str | None:
        """Waits for the port; what went wrong, if anything did."""
        deadline = time.monotonic() + START
        while time.monotonic() < deadline:
            if (code := self._process.poll()) is not None:
                return f"the gateway exited with {code}: {self.tail()}"
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return None
            except OSError:
                time.sleep(0.02)
        return f"the gateway did not open port {self.port}: {self.tail()}"

    def ended(self) -> str | None:
        """That the process is gone, when it is."""
        code = self._process.poll()
        return None if code is None else f"the gateway exited with {code}: {self.tail()}"

    def tail(self) -> str:
        return self.log.read_bytes().decode("utf-8", "replace")[-600:]

    def stop(self) -> str | None:
        """Ends the process; what was wrong with its end, if anything was."""
        try:
            self._process.terminate()
            self._process.wait(STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return f"the gateway was still running {STOP:g} s after SIGTERM: {self.tail()}"
        finally:
            self._output.close()
        return None


def bare_environment() -> dict[str, str]:
    """Our environment without what could change how the gateway behaves, or how fast it starts."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AGWCTL_", "OLLAMA_", "PYTHONDONTWRITEBYTECODE"))
        and not name.lower().endswith("_proxy")
    }
