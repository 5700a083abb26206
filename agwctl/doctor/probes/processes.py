"""Programs that run, by the files of /proc."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from agwctl.doctor.facts.sockets import Process
from agwctl.doctor.probes.accounts import name_of
from agwctl.doctor.system import System

__all__ = ["Stat", "container_of", "ollamas", "process", "running", "variables"]

_RUNNERS = ("llama-server", "ollama_llama_se", "ollama-runner")
"""Programs that Ollama starts for its models; /proc cuts names off after 15 letters."""

_FOLDER = b"lib/ollama/"
"""Where it keeps them; a person's own llama-server is somewhere else."""

_CONTAINER = re.compile(r"(?:docker|libpod|kubepods|containerd|crio)[^\n]*?([0-9a-f]{64})")
_GONE = " (deleted)"
_MOST = 10_000
"""Processes that are looked at."""


class Stat(NamedTuple):
    """A line of /proc/PID/stat."""

    pid: int
    name: str
    parent: int
    started: int
    """Clock ticks after the system's start."""
    resident: int
    """Pages of memory."""


def running(system: System) -> list[Stat]:
    """All that this user sees, in the order of their ids."""
    pids = sorted(int(each) for each in system.names("/proc") if each.isdecimal())
    return [stat for pid in pids[:_MOST] if (stat := _stat(system, pid)) is not None]


def _stat(system: System, pid: int) -> Stat | None:
    before, _, after = (system.text(f"/proc/{pid}/stat", 4096) or "").rpartition(") ")
    fields = after.split()
    try:
        return Stat(pid, before.partition(" (")[2], int(fields[1]), int(fields[19]), int(fields[21]))
    except (ValueError, IndexError):
        return None  # it has ended


def ollamas(system: System, stats: Iterable[Stat]) -> frozenset[int]:
    """The ids of Ollama's programs: servers, clients, and the runners of its models, left over ones too."""
    stats = list(stats)
    own = {each.pid for each in stats if each.name == "ollama"}
    runners = (each for each in stats if each.name in _RUNNERS)
    left_over = {each.pid for each in runners if each.parent in own or _is_installed_runner(system, each.pid)}
    return frozenset(own | left_over)


def _is_installed_runner(system: System, pid: int) -> bool:
    return _FOLDER in (system.data(f"/proc/{pid}/cmdline", 4096) or b"")


def process(system: System, stat: Stat, *, with_environment: bool = False) -> Process:
    """One of them; the variables of other programs than Ollama are no business of ours."""
    folder = f"/proc/{stat.pid}"
    executable = system.link(f"{folder}/exe")
    user = re.search(r"^Uid:\s+(\d+)", system.text(f"{folder}/status", 65536) or "", re.MULTILINE)
    return Process(
        stat.pid,
        stat.name,
        tuple(_words(system.data(f"{folder}/cmdline", 65536))),
        name_of(system, int(user[1])) if user is not None else "",
        variables(system, stat.pid) if with_environment else None,
        _started(system, stat.started),
        executable.removesuffix(_GONE),
        executable.endswith(_GONE),
        stat.parent,
        container_of(system, stat.pid),
    )


def variables(system: System, pid: int) -> Mapping[str, str] | None:
    """What a process was started with; None when it is not ours to read."""
    data = system.data(f"/proc/{pid}/environ")
    pairs = (word.partition("=") for word in _words(data))
    return None if data is None else {name: value for name, equals, value in pairs if equals}


def container_of(system: System, pid: int) -> str:
    """The id of the container that a process is in, seen from outside; empty when it is in none."""
    found = _CONTAINER.search(system.text(f"/proc/{pid}/cgroup", 65536) or "")
    return found[1] if found is not None and found[1] not in (system.text("/proc/self/cgroup", 65536) or "") else ""


def _words(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8", "replace").rstrip("\0").split("\0") if data else []


def _started(system: System, ticks: int) -> float | None:
    booted = re.search(r"^btime (\d+)", system.text("/proc/stat") or "", re.MULTILINE)
    return int(booted[1]) + ticks / os.sysconf("SC_CLK_TCK") if booted else None
