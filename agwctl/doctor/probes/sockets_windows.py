"""Open TCP ports and Ollama's programs on Windows, as one call of PowerShell tells them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.system import System

__all__ = ["read"]

_SCRIPT = """
$ErrorActionPreference = 'SilentlyContinue'
$start = @{n='Started'; e={([DateTimeOffset]$_.CreationDate).ToUnixTimeSeconds()}}
@{
  listeners = @(Get-NetTCPConnection -State Listen | Select-Object LocalAddress, LocalPort, OwningProcess)
  processes = @(Get-CimInstance Win32_Process |
    Select-Object ProcessId, ParentProcessId, Name, CommandLine, ExecutablePath, $start)
} | ConvertTo-Json -Depth 3 -Compress
"""


def read(system: System) -> Sockets | Unread:
    """The environment of a program is not among what Windows tells."""
    ran = system.run(("powershell", "-NoProfile", "-NonInteractive", "-Command", _SCRIPT), 8.0)
    told = _decoded(ran.out) if ran is not None else None
    if told is None:
        return Unread("PowerShell does not tell who listens")
    known = {each.pid: each for each in _processes(told.get("processes"))}
    ollamas = tuple(each for each in known.values() if each.is_ollama or _is_runner(each, known))
    return Sockets(tuple(_listeners(told.get("listeners"), known)), ollamas)


def _decoded(text: str) -> Mapping[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _is_runner(each: Process, known: Mapping[int, Process]) -> bool:
    return each.name.lower() == "llama-server.exe" and each.parent in known and known[each.parent].is_ollama


def _listeners(values: Any, known: Mapping[int, Process]) -> Iterator[Listener]:
    for each in _rows(values):
        address, port, pid = each.get("LocalAddress"), each.get("LocalPort"), each.get("OwningProcess")
        if isinstance(address, str) and isinstance(port, int) and isinstance(pid, int):
            yield Listener(address, port, known.get(pid))


def _processes(values: Any) -> Iterator[Process]:
    for each in _rows(values):
        pid, parent, started = each.get("ProcessId"), each.get("ParentProcessId"), each.get("Started")
        if isinstance(pid, int):
            yield Process(
                pid,
                str(each.get("Name") or ""),
                tuple(str(each.get("CommandLine") or "").replace('"', "").split()),
                started=float(started) if isinstance(started, int) else None,
                executable=str(each.get("ExecutablePath") or ""),
                parent=parent if isinstance(parent, int) else 0,
            )


def _rows(values: Any) -> Iterator[Mapping[str, Any]]:
    return (each for each in values if isinstance(each, dict)) if isinstance(values, list) else iter(())
