"""Open TCP ports, the programs behind them, and every Ollama that runs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.sockets import Listener, Sockets
from agwctl.doctor.probes import processes
from agwctl.doctor.probes.processes import Stat
from agwctl.doctor.probes.socket_table import Open, listening
from agwctl.doctor.system import System

__all__ = ["read"]

_MOST_LINKS = 10_000
"""Descriptors that are looked at for the owners of ports: some 50 ms."""

_SOCKET = re.compile(r"socket:\[(\d+)\]")


def read(system: System) -> Sockets | Unread:
    """Owners are told as far as the system lets this user see them."""
    if system.platform == "darwin":
        from agwctl.doctor.probes import sockets_macos  # elsewhere only time to load

        return sockets_macos.read(system)
    if system.platform == "win32":
        from agwctl.doctor.probes import sockets_windows

        return sockets_windows.read(system)
    return _linux(system)


def _linux(system: System) -> Sockets | Unread:
    open_ones = listening(system)
    if open_ones is None:
        return Unread("/proc/net/tcp is not readable")
    running = {each.pid: each for each in processes.running(system)}
    ollamas = processes.ollamas(system, running.values())
    holders = _published(system, open_ones, running.values())
    left = {each.inode: each.uid for each in open_ones if each.inode not in holders}
    holders |= _held(system, left, ollamas, running.keys() - ollamas)
    seen = {
        pid: processes.process(system, running[pid], with_environment=pid in ollamas)
        for pid in sorted(ollamas.union(holders.values()))
    }
    listeners = {
        (each.address, each.port, pid): Listener(each.address, each.port, seen.get(pid))
        for each in open_ones
        for pid in (holders.get(each.inode, 0),)
    }
    return Sockets(tuple(listeners.values()), tuple(seen[pid] for pid in sorted(ollamas)))


def _held(system: System, left: dict[int, int], ollamas: Iterable[int], others: Iterable[int]) -> dict[int, int]:
    """The process that holds each socket, of several the first; those of other users only root may see.

    Of processes that are not Ollama's only those are looked into whose user opened one that is `left`.
    """
    found: dict[int, int] = {}
    links = 0
    for pid in (*ollamas, *(pid for pid in others if system.owner(f"/proc/{pid}") in left.values())):
        if not left or links > _MOST_LINKS:
            break
        for descriptor in system.names(f"/proc/{pid}/fd"):
            links += 1
            held = _SOCKET.fullmatch(system.link(f"/proc/{pid}/fd/{descriptor}"))
            if held is not None and left.pop(int(held[1]), None) is not None:
                found[int(held[1])] = pid
    return found


def _published(system: System, open_ones: Iterable[Open], running: Iterable[Stat]) -> dict[int, int]:
    """The ports that Docker opens for containers: its proxies are root's, but anybody may read what they serve."""
    ports = {}
    for each in running:
        if each.name == "docker-proxy":
            command = (system.text(f"/proc/{each.pid}/cmdline", 4096) or "").split("\0")
            ports[_after("-host-ip", command), _after("-host-port", command)] = each.pid
    found = {each.inode: ports.get((each.address, str(each.port))) for each in open_ones}
    return {inode: pid for inode, pid in found.items() if pid is not None}


def _after(option: str, command: list[str]) -> str:
    return command[command.index(option) + 1] if option in command[:-1] else ""
