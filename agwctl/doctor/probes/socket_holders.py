"""Whose an open port is: by the files of its process, and where those are another user's by what anybody may see."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from agwctl.doctor.probes.processes import Stat
from agwctl.doctor.probes.socket_table import Open
from agwctl.doctor.system import System

__all__ = ["holders"]

_MOST_LINKS = 10_000
"""Descriptors that are looked at: some 50 ms."""

_SOCKET = re.compile(r"socket:\[(\d+)\]")


def holders(
    system: System, open_ones: Collection[Open], running: Mapping[int, Stat], ollamas: Collection[int]
) -> dict[int, int]:
    """The process of each socket by the socket's inode, as far as it can be told."""
    found = _of_proxies(system, open_ones, running.values())
    for look in (_by_descriptors, _by_users):
        left = [each for each in open_ones if each.inode not in found]
        found |= look(system, left, running.keys(), ollamas)
    return found


def _of_proxies(system: System, open_ones: Iterable[Open], running: Iterable[Stat]) -> dict[int, int]:
    """The ports that Docker opens for containers: its proxies are root's, but their command says what they serve."""
    ports = {}
    for each in running:
        if each.name == "docker-proxy":
            command = _command(system, each.pid)
            ports[_after("-host-ip", command), _after("-host-port", command)] = each.pid
    found = {each.inode: ports.get((each.address, str(each.port))) for each in open_ones}
    return {inode: pid for inode, pid in found.items() if pid is not None}


def _by_descriptors(
    system: System, open_ones: Iterable[Open], running: Collection[int], ollamas: Collection[int]
) -> dict[int, int]:
    """Of several that hold one the first; those of other users only root may see.

    Of processes that are not Ollama's only those are looked into whose user opened one that is left.
    """
    left, found, links = {each.inode: each.uid for each in open_ones}, dict[int, int](), 0
    others = (pid for pid in running if pid not in ollamas and system.owner(f"/proc/{pid}") in left.values())
    for pid in (*ollamas, *others):
        if not left or links > _MOST_LINKS:
            break
        for descriptor in system.names(f"/proc/{pid}/fd"):
            links += 1
            held = _SOCKET.fullmatch(system.link(f"/proc/{pid}/fd/{descriptor}"))
            if held is not None and left.pop(int(held[1]), None) is not None:
                found[int(held[1])] = pid
    return found


def _by_users(
    system: System, open_ones: Collection[Open], running: Collection[int], ollamas: Collection[int]
) -> dict[int, int]:
    """The ports of a user who runs nothing but one Ollama, as that of its service does."""
    found: dict[int, int] = {}
    for uid in {each.uid for each in open_ones} - {0}:
        own = {pid: _command(system, pid) for pid in running if system.owner(f"/proc/{pid}") == uid}
        servers = [pid for pid, command in own.items() if command[1:2] == ["serve"]]
        if len(servers) != 1 or not own.keys() <= set(ollamas):
            continue
        runners = {_after("--port", command): pid for pid, command in own.items()}
        found |= {each.inode: runners.get(str(each.port), servers[0]) for each in open_ones if each.uid == uid}
    return found


def _command(system: System, pid: int) -> list[str]:
    return (system.text(f"/proc/{pid}/cmdline", 65536) or "").split("\0")


def _after(option: str, command: list[str]) -> str:
    return command[command.index(option) + 1] if option in command[:-1] else ""
