"""A running process as the kernel accounts for it (Linux)."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Failed(Exception):
    """Something measured did not do what it should; the message says which and what."""


def descendants(pid: int) -> list[int]:
    """The process and all that it started, directly or not."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):  # a thread or process that has ended since it was listed
            for child in (task / "children").read_text().split():
                found += descendants(int(child))
    return found


def cpu_seconds(pids: list[int]) -> float:
    """CPU time used so far, ended threads included, in nanosecond steps (/proc/PID/stat counts in 10 ms)."""
    # clock_getcpuclockid(3) of another process: its bitwise complement, shifted, with the scheduler's clock below.
    return sum(time.clock_gettime(~pid << 3 | 2) for pid in pids)


def resident_mib(pids: list[int]) -> float:
    """Resident memory, in MiB."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * resource.getpagesize() / 2**20


class Costs(NamedTuple):
    """What a command took from start to end; the memory is the most that was resident at once."""

    elapsed: float
    cpu: float
    mib: float


def run_costs(command: list[str], status: int = 0, environ: Mapping[str, str] | None = None) -> Costs:
    """Run a command to its end, which must be with that exit status; what it starts and waits for costs, too."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environ)
    _, waited, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(waited)
    if child.returncode != status:
        raise Failed(f"{' '.join(command)} ended with status {child.returncode}")
    return Costs(time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def require_linux() -> None:
    if not sys.platform.startswith("linux"):
        raise Failed("needs Linux: it reads /proc and the CPU clocks of other processes")
