"""What Linux killed because memory ran out: counts of control groups, lines of the kernel's log."""

from __future__ import annotations

import os
import re

from agwctl.doctor.system import System

__all__ = ["kernel_lines", "kills"]

_COUNT = re.compile(r"^oom_kill (\d+)$", re.MULTILINE)
_MOST_RECORDS = 20_000
_KEPT = 20
_FILES = ("memory.events", "memory.oom_control")
"""Of the control groups' second version, and of their first."""


def kills(system: System, pid: int) -> int:
    """How often a program was killed in the control groups of a process and of this container.

    On a machine itself this process's own group is a terminal's, which says nothing about Ollama.
    """
    groups = _groups(system, f"/proc/{pid}/cgroup") if pid else set()
    own = _groups(system, "/proc/self/cgroup")
    if "/sys/fs/cgroup" in own:
        groups |= own  # the root of what is seen: only within a container it counts its kills
    counts = (_COUNT.search(system.text(f"{group}/{file}", 4096) or "") for group in groups for file in _FILES)
    return sum(int(each[1]) for each in counts if each is not None)


def _groups(system: System, file: str) -> set[str]:
    found = set()
    for line in (system.text(file, 65536) or "").splitlines():
        controllers, _, path = line.partition(":")[2].partition(":")
        if controllers == "" or "memory" in controllers.split(","):
            mount = "/sys/fs/cgroup/memory" if controllers else "/sys/fs/cgroup"
            found.add(f"{mount}{path}".rstrip("/"))
    return found


def kernel_lines(system: System) -> tuple[str, ...]:
    """What /dev/kmsg tells of killed programs, the last ones; empty where it is not ours to read."""
    try:
        file = os.open(system.path("/dev/kmsg"), os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return ()
    try:
        return tuple(_told(file)[-_KEPT:])
    finally:
        os.close(file)


def _told(file: int) -> list[str]:
    """Of records `priority,number,time,flags;message`, one for each read."""
    found = []
    for _ in range(_MOST_RECORDS):
        try:
            record = os.read(file, 8192)
        except BrokenPipeError:
            continue  # overwritten while it was read
        except OSError:
            break  # no more
        if not record:
            break
        if b"Killed process" in record or b"oom-kill:" in record:
            lines = record.decode("utf-8", "replace").splitlines()
            found += [line.partition(";")[2] or line for line in lines if "Killed process" in line]
    return found
