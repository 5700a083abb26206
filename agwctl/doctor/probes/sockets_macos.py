"""Open TCP ports and Ollama's programs on macOS, as lsof and ps tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.system import System

__all__ = ["read"]

_LISTENERS = ("lsof", "-nP", "-iTCP", "-sTCP:LISTEN", "-FpcLtn")
_PROCESSES = ("ps", "-axww", "-o", "pid=,ppid=,user=,lstart=,command=")
_LINE = re.compile(r"\s*(\d+)\s+(\d+)\s+(\S+)\s+(\w{3} \w{3} +\d+ [\d:]{8} \d{4})\s+(.*)")
_VARIABLE = re.compile(r"(?<!\S)([A-Za-z_][A-Za-z0-9_]*)=(\S*)")
_APPLICATION = re.compile(r"(/.*?\.app/Contents/\S+(?: app)?)(?:\s|$)")


def read(system: System) -> Sockets | Unread:
    """Listeners of other users are seen by root only."""
    listed, told = system.run(_LISTENERS, 5.0), system.run(_PROCESSES, 3.0)
    if listed is None or (listed.code != 0 and listed.err.strip()):
        return Unread("lsof does not tell who listens")
    known = {each.pid: each for each in _processes(told.out if told is not None else "")}
    found = list(_listeners(listed.out, known))
    ollamas = [each for each in known.values() if each.is_ollama or _is_runner(each, known)]
    given = {each.pid: replace(each, environment=_environment(system, each.pid)) for each in ollamas}
    listeners = [replace(each, process=given.get(each.process.pid, each.process)) for each in found if each.process]
    return Sockets(tuple(listeners), tuple(given.values()))


def _is_runner(each: Process, known: Mapping[int, Process]) -> bool:
    return each.name == "llama-server" and each.parent in known and known[each.parent].is_ollama


def _listeners(fields: str, known: Mapping[int, Process]) -> Iterator[Listener]:
    """Of lsof's fields: p begins a process (c its command, L its user), f a file (t its family, n its address)."""
    now: dict[str, str] = {}
    for line in fields.splitlines():
        now[line[:1]] = line[1:]
        host, _, port = line[1:].rpartition(":")
        if not line.startswith("n") or not port.isdecimal() or not now.get("p", "").isdecimal():
            continue
        address = host.strip("[]") if host != "*" else ("::" if now.get("t") == "IPv6" else "0.0.0.0")
        pid = int(now["p"])
        yield Listener(address, int(port), known.get(pid) or Process(pid, now.get("c", ""), user=now.get("L", "")))


def _processes(lines: str) -> Iterator[Process]:
    for line in lines.splitlines():
        found = _LINE.match(line)
        if found is None:
            continue
        pid, parent, user, started, command = found.groups()
        application = _APPLICATION.match(command)
        path = application[1] if application is not None else command.partition(" ")[0]
        words = (path, *command[len(path) :].split())
        yield Process(int(pid), path.rpartition("/")[2], words, user, None, _seconds(started), path, parent=int(parent))


def _seconds(started: str) -> float | None:
    try:
        return datetime.strptime(started, "%a %b %d %H:%M:%S %Y").timestamp()
    except ValueError:
        return None


def _environment(system: System, pid: int) -> Mapping[str, str] | None:
    """What ps shows behind the command; of a value with blanks the first word."""
    ran = system.run(("ps", "-Eww", "-o", "command=", "-p", str(pid)), 2.0)
    found = dict(_VARIABLE.findall(ran.out)) if ran is not None else {}
    return found if "PATH" in found else None
