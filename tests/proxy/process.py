"""`agwctl serve` as a process, where signals, streams and exit codes matter."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.conformance.gateway import bare_environment
from tests.proxy.running import QUIET

__all__ = ["Process", "process", "serve"]

START = 20.0
STOP = 8.0


class Process:
    """A started one; `out` is its access log, `err` what it says to its user."""

    def __init__(self, popen: subprocess.Popen[bytes], out: Path, err: Path) -> None:
        self.popen = popen
        self._out, self._err = out, err

    @property
    def out(self) -> str:
        return self._out.read_text("utf-8")

    @property
    def err(self) -> str:
        return self._err.read_text("utf-8")

    def wait_for(self, pattern: str) -> str:
        """Until it has said something that matches."""
        deadline = time.monotonic() + START
        while (found := re.search(pattern, self.err)) is None:
            assert self.popen.poll() is None, self.err
            assert time.monotonic() < deadline, self.err
            time.sleep(0.01)
        return found[0]

    def wait_for_port(self, port: int) -> None:
        deadline = time.monotonic() + START
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port)).close()
            except ConnectionRefusedError:
                assert self.popen.poll() is None, self.err
                assert time.monotonic() < deadline, self.err
                time.sleep(0.01)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code after a signal."""
        self.popen.send_signal(how)
        return self.popen.wait(STOP)


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    quiet = {name: value for name, value in QUIET.items() if value == "off"}
    return {**bare_environment(), **quiet, **environ}


def serve(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run it until it ends by itself."""
    command = [sys.executable, "-m", "agwctl", "serve", *arguments]
    return subprocess.run(
        command, env=environment(environ), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=START
    )


@contextmanager
def process(
    folder: Path,
    *arguments: str,
    stdout: int | None = None,
    port: int | None = None,
    environ: Mapping[str, str] | None = None,
) -> Iterator[Process]:
    """Start it and wait until it has said so or, when it is quiet, `port` is open; it is killed if it still runs then.

    `stdout` is a descriptor to write the access log to, instead of a file.
    """
    out, err = folder / "out", folder / "err"
    with out.open("wb") as log, err.open("wb") as stderr:
        popen = subprocess.Popen(
            [sys.executable, "-m", "agwctl", "serve", *arguments],
            env=environment(environ or {}),
            stdin=subprocess.DEVNULL,
            stdout=log if stdout is None else stdout,
            stderr=stderr,
        )
    running = Process(popen, out, err)
    try:
        if port is None:
            running.wait_for("stop it: ")
        else:
            running.wait_for_port(port)
        yield running
    finally:
        popen.kill()
        popen.wait()
    assert "Traceback" not in running.err, running.err
