"""The end of Ollama's log, wherever this installation writes it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.service import Log, Service
from agwctl.doctor.system import Ran, System

__all__ = ["read"]

_LINES = 2000
_BYTES = 524_288
"""Of a file, at its end."""

_FIRST = 65_536
"""Of an app's own file, which it begins anew at each start and where it tells its settings first."""

_LONGEST = 4000
"""Letters of a line that are kept."""


def read(system: System, service: Service | Unread) -> Log | Unread:
    """What the service manager or the engine keeps, else a file; none is no failure of Ollama's."""
    known = known_or(service, Service())
    if known.manager == "systemd":
        return _journal(system, known.name)
    if known.manager == "docker":
        return _of_command(system, ("docker", "logs", "--tail", str(_LINES), known.name))
    for path in _files(system, known):
        data = _end_of(system, path)
        if data is not None:
            return Log(path, _lines(data.decode("utf-8", "replace")))
    return Unread("no log of Ollama's was found")


def _journal(system: System, unit: str) -> Log | Unread:
    found = _of_command(system, ("journalctl", "-u", unit, "-n", str(_LINES), "--no-pager", "-o", "cat"))
    if isinstance(found, Log):
        return Log(f"journalctl -u {unit}", found.lines)
    return found


def _of_command(system: System, command: tuple[str, ...]) -> Log | Unread:
    """Containers write to both streams; the journal's own complaints come on the second."""
    asked = " ".join(command[:3])
    ran = system.run(command, 3.0)
    if ran is None:
        return Unread(f"`{asked}` is not there, or takes longer than 3 s")
    problem = _problem(ran, command[0])
    if problem:
        return Unread(f"`{asked}`: {problem}")
    return Log(" ".join(command), _lines(ran.out if command[0] == "journalctl" else ran.out + ran.err))


def _problem(ran: Ran, program: str) -> str:
    if "not seeing messages" in ran.err or "insufficient permissions" in ran.err:
        return "only root and the groups adm and systemd-journal may read it"
    words = ran.err.strip().partition("\n")[0]
    if ran.code != 0:
        return words or f"exit code {ran.code}"
    is_empty = all(line.startswith("-- ") for line in ran.out.splitlines())  # "-- No entries --"
    return words if program == "journalctl" and is_empty else ""


def _files(system: System, service: Service) -> Iterator[str]:
    """Where a server's own messages go: to where its standard error leads, to an app's or a formula's file."""
    if service.main_pid:
        yield system.link(f"/proc/{service.main_pid}/fd/2")
    if system.platform == "darwin":
        brew = ("/opt/homebrew/var/log/ollama.log", "/usr/local/var/log/ollama.log")
        app = f"{system.home}/.ollama/logs/server.log"
        yield from (*brew, app) if service.manager == "brew" else (app, *brew)
    local = system.environ.get("LOCALAPPDATA", "")
    if system.platform == "win32" and local:
        yield f"{local}/Ollama/server.log"


def _end_of(system: System, path: str) -> bytes | None:
    """The last part of a regular file, for `server.log` after its first one."""
    descriptor = system.open(path)
    if descriptor is None:
        return None
    with open(descriptor, "rb") as file:
        first = file.read(_FIRST) if path.endswith("/server.log") else b""
        rest = os.fstat(descriptor).st_size - len(first)
        if rest <= _BYTES:
            return first + file.read(_BYTES)
        file.seek(-_BYTES, os.SEEK_END)
        return first + b"\n" + file.read(_BYTES).partition(b"\n")[2]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line[:_LONGEST] for line in text.splitlines() if line.strip())
