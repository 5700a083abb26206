"""The machine that probes look at; tests give them one made of files and recorded output."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from agwctl.doctor.facts.context import Platform

__all__ = ["Ran", "System", "run_command", "this_system"]


class Ran(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str = ""


def run_command(command: Sequence[str], seconds: float) -> Ran | None:
    """Runs a command without a shell; None when it is not installed or not done in time."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=seconds
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return Ran(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True, slots=True)
class System:
    """Reads only: files below `root`, and what `run` prints."""

    platform: Platform = "linux"
    root: Path = Path("/")
    environ: Mapping[str, str] = field(default_factory=dict)
    home: Path = Path("/root")
    run: Callable[[Sequence[str], float], Ran | None] = run_command

    def text(self, path: str) -> str | None:
        """A file's text; None when it is not there or not for us to read."""
        try:
            return (self.root / path.lstrip("/")).read_text("utf-8", "replace")
        except (OSError, ValueError):
            return None


def this_system(environ: Mapping[str, str]) -> System:
    platform: Platform = "win32" if sys.platform == "win32" else "darwin" if sys.platform == "darwin" else "linux"
    return System(platform, Path("/"), environ, Path.home())
