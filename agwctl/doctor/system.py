"""The machine that probes look at; tests give them one made of files and recorded output."""

from __future__ import annotations

import atexit
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import IO, NamedTuple

from agwctl.doctor.facts.context import Platform

__all__ = ["Ran", "System", "run_command", "this_system"]

LARGEST = 2**22
"""Bytes of a file or of a command's output that are read at most."""

_HERE = ("/", "\\")
"""This machine's own root, where paths stay as they are: those of Windows begin with a drive."""

_AFTER_EXIT = 0.2
"""Seconds to wait for output of a command that is done, when a program that it left behind holds its pipes open."""


class Ran(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str = ""


def run_command(command: Sequence[str], seconds: float) -> Ran | None:
    """Runs a command without a shell; None when it is not installed or not done in time.

    Its messages are in English. What it started is ended with it; of its output the first 4 MiB are read.
    """
    until = time.monotonic() + seconds
    process = _started(command)
    if process is None:
        return None
    out, err = _Reader(process, process.stdout), _Reader(process, process.stderr)
    try:
        code = process.wait(max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        _end(process)
        return None
    finally:
        _RUNNING.discard(process)
    out.join(_AFTER_EXIT)
    err.join(0.0 if out.is_alive() else _AFTER_EXIT)
    if out.is_alive() or err.is_alive():
        _end(process)
    return Ran(code, out.text, err.text)


def _started(command: Sequence[str]) -> subprocess.Popen[bytes] | None:
    pipe, english = subprocess.PIPE, {**os.environ, "LC_ALL": "C"}
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=english, start_new_session=True
        )
    except (OSError, ValueError):
        return None
    _RUNNING.add(process)
    return process


_RUNNING: set[subprocess.Popen[bytes]] = set()


@atexit.register
def _end_all() -> None:
    """What nobody waits for any more is not left behind."""
    for process in [*_RUNNING]:
        _end(process)


class _Reader(Thread):
    """Reads one pipe in the background, and ends a command that fills it without end."""

    def __init__(self, process: subprocess.Popen[bytes], stream: IO[bytes] | None) -> None:
        super().__init__(daemon=True)
        assert stream is not None  # it was asked for
        self._process, self._stream = process, stream
        self._data = bytearray()
        self.start()

    def run(self) -> None:
        with self._stream as stream:
            while len(self._data) < LARGEST and (piece := os.read(stream.fileno(), 65536)):
                self._data += piece
        if len(self._data) >= LARGEST:
            _end(self._process)

    @property
    def text(self) -> str:
        return self._data.decode("utf-8", "replace").replace("\r\n", "\n")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a command and what it started."""
    try:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(_AFTER_EXIT)
    except (OSError, subprocess.TimeoutExpired):
        pass  # it has ended by itself, or waits for a device and nothing ends it


@dataclass(frozen=True, slots=True)
class System:
    """Reads only: files below `root`, and what `run` prints."""

    platform: Platform = "linux"
    root: Path = Path("/")
    environ: Mapping[str, str] = field(default_factory=dict)
    home: Path = Path("/root")
    run: Callable[[Sequence[str], float], Ran | None] = run_command

    def path(self, path: str) -> Path:
        """Where a file of that machine is."""
        return Path(self._at(path))

    def _at(self, path: str) -> str:
        root = str(self.root)
        return path if root in _HERE else f"{root}/{path.lstrip('/')}"

    def exists(self, path: str, otherwise: bool = False) -> bool:
        """Whether there is such a file or folder; `otherwise` when this user may not see that."""
        try:
            os.stat(self._at(path))
        except (FileNotFoundError, NotADirectoryError):
            return False
        except (OSError, ValueError):
            return otherwise
        return True

    def owner(self, path: str) -> int | None:
        """The number of the user whose file, folder or process it is; None when that is not to be seen."""
        try:
            return os.stat(self._at(path)).st_uid
        except (OSError, ValueError):
            return None

    def open(self, path: str) -> int | None:
        """The descriptor of a file; None when it is not there, not for us to read, or a folder or a pipe."""
        try:
            # A pipe would wait for a writer.
            file = os.open(self._at(path), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        except (OSError, ValueError):
            return None
        if stat.S_ISREG(os.fstat(file).st_mode):
            return file
        os.close(file)
        return None

    def data(self, path: str, limit: int = LARGEST) -> bytes | None:
        """The first bytes of a file; None when it cannot be opened or read."""
        file = self.open(path)
        if file is None:
            return None
        pieces = []
        try:
            while limit > 0 and (piece := os.read(file, min(65536, limit))):
                pieces.append(piece)
                limit -= len(piece)
        except OSError:
            return None
        finally:
            os.close(file)
        return b"".join(pieces)

    def text(self, path: str, limit: int = LARGEST) -> str | None:
        """The same as text; bytes that are none are replaced."""
        data = self.data(path, limit)
        return None if data is None else data.decode("utf-8", "replace")

    def names(self, path: str) -> list[str]:
        """What a folder holds, sorted; empty when it is not there or not for us to read."""
        try:
            return sorted(os.listdir(self._at(path)))
        except (OSError, ValueError):
            return []

    def link(self, path: str) -> str:
        """Where a symbolic link points; empty when that cannot be read."""
        try:
            return os.readlink(self._at(path))
        except (OSError, ValueError):
            return ""


def this_system(environ: Mapping[str, str]) -> System:
    platform: Platform = "win32" if sys.platform == "win32" else "darwin" if sys.platform == "darwin" else "linux"
    return System(platform, Path("/"), environ, Path.home())
