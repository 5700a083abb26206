"""What a model can run on: free memory, graphics cards, who else takes memory, what was killed for lack of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.hardware import Consumer, Gpu, Hardware
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.probes import gpus, killed, processes
from agwctl.doctor.system import System
from agwctl.models.hardware import this_machine

__all__ = ["read"]

_LARGE = 256 * 2**20
"""Bytes that a program has to take to be told."""

_WORTH_A_LOOK = 32 * 2**20
_MOST = 5


def read(system: System, service: Service | Unread, sockets: Sockets | Unread) -> Hardware | Unread:
    """Memory within the limits of this container; stores of models are another probe's."""
    cards = gpus.nvidia(system) if system.platform != "darwin" else None
    memory = this_machine(system.platform, system.root, _answered(system, cards))
    own = {each.pid for each in known_or(sockets, Sockets()).ollamas}
    if system.platform == "darwin":
        apple = tuple(Gpu("Apple graphics", free, free) for free in memory.gpus or ())
        return Hardware(memory, apple, bool(apple), consumers=tuple(_largest(_by_ps(system), own)))
    found = None if memory.gpus is None else (*(cards or ()), *gpus.radeon(system))
    is_used = any(each.total - each.free >= _LARGE for each in cards or ())
    on_cards = gpus.consumers(system) if is_used else []
    if system.platform == "win32":
        return Hardware(memory, found, bool(found), consumers=tuple(_largest(on_cards, own)))
    pid = known_or(service, Service()).main_pid
    return Hardware(
        memory,
        found,
        has_gpu_device=gpus.has_device(system),
        oom_kills=killed.kills(system, pid),
        kernel_oom=killed.kernel_lines(system),
        consumers=tuple([*_largest(on_cards, own), *_largest(_in_ram(system), own)]),
    )


def _answered(system: System, cards: list[Gpu] | None) -> Callable[[Sequence[str]], str | None]:
    """Commands for the reader of free memory, without asking nvidia-smi a second time."""

    def run(command: Sequence[str]) -> str | None:
        if command[0] == "nvidia-smi":
            free = "\n".join(str(each.free // 2**20) for each in cards or ())
            return None if cards == [] else free
        ran = system.run(command, 3.0)
        return None if ran is None else ran.out if ran.code == 0 else ""

    return run


def _in_ram(system: System) -> Iterator[Consumer]:
    page = os.sysconf("SC_PAGE_SIZE")
    for each in processes.running(system):
        if each.resident * page >= _WORTH_A_LOOK:
            fields = (system.text(f"/proc/{each.pid}/statm", 256) or "").split()
            shared = int(fields[2]) if len(fields) > 2 and fields[2].isdecimal() else 0
            yield Consumer(each.name, each.pid, max(0, each.resident - shared) * page, is_gpu=False)


def _by_ps(system: System) -> Iterator[Consumer]:
    ran = system.run(("ps", "-axo", "pid=,rss=,comm="), 3.0)
    for line in (ran.out if ran is not None else "").splitlines():
        pid, resident, command = (*line.split(None, 2), "", "", "")[:3]
        if pid.isdecimal() and resident.isdecimal():
            yield Consumer(command.rpartition("/")[2], int(pid), int(resident) * 1024, is_gpu=False)


def _largest(consumers: Iterable[Consumer], own: Collection[int]) -> list[Consumer]:
    """A program with several processes is one, with the id of the largest of them."""
    together: dict[str, list[Consumer]] = {}
    for each in consumers:
        if each.pid not in own and not each.name.lower().startswith(("ollama", "llama-server")):
            together.setdefault(each.name, []).append(each)
    summed = [
        replace(max(group, key=lambda each: each.memory), memory=sum(each.memory for each in group))
        for group in together.values()
    ]
    large = [each for each in summed if each.memory >= _LARGE]
    return sorted(large, key=lambda each: -each.memory)[:_MOST]
