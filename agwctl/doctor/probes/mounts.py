"""The kind of file system that a folder is on."""

from __future__ import annotations

import re

from agwctl.doctor.system import System

__all__ = ["filesystem"]

_ESCAPED = re.compile(r"\\([0-7]{3})")


def filesystem(system: System, path: str) -> str:
    """ext4, nfs4, 9p, …; empty where /proc/mounts does not tell."""
    best, kind = "", ""
    for line in (system.text("/proc/mounts") or "").splitlines():
        fields = line.split(" ")
        if len(fields) < 4:
            continue
        point = _ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), fields[1])
        if f"{path}/".startswith(f"{point.rstrip('/')}/") and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind
