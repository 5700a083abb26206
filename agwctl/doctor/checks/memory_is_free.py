"""Memory that a model needs is not held by other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agwctl.doctor.check import Check, Finding, Fix, Link, not_needed, passed, warned
from agwctl.doctor.evidence.port_owner import runs_here
from agwctl.doctor.evidence.room import fit_of, free_memory
from agwctl.doctor.evidence.wanted import wanted
from agwctl.doctor.facts.fact import known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import Consumer
from agwctl.models.figures import binary_size
from agwctl.models.fit import Placement
from agwctl.models.memory import Memory

__all__ = ["META", "run"]

META = Check(
    "memory-is-free",
    Link.MEMORY,
    "no other program holds the memory that models of {server} need",
    ids=("D07",),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_ORDER = (Placement.GPU, Placement.PARTLY, Placement.CPU, Placement.NO)


def run(facts: Facts) -> Finding:
    if not runs_here(facts):
        return not_needed("the memory of the machine that it runs on is not known")
    memory, consumers = free_memory(facts), known(facts.hardware).consumers
    on_gpu = [each for each in consumers if each.is_gpu]
    for one in wanted(facts):
        if one.entry is None or one.is_cloud or one.running is not None:
            continue
        now = fit_of(facts, one.entry, one.shown, memory).fit.placement
        for held in (on_gpu, consumers):
            then = fit_of(facts, one.entry, one.shown, _without(memory, held)).fit.placement
            if now in _ORDER and then in _ORDER and _ORDER.index(then) < _ORDER.index(now) and _matters(now, then):
                return _held(one.name, now, held)
    spilled = next((row for row in known_or(facts.server.ps, ()) if 0 < row.size_vram < row.size), None)
    if spilled is not None and on_gpu and sum(each.memory for each in on_gpu) >= spilled.size - spilled.size_vram:
        return _held(spilled.name, Placement.PARTLY, on_gpu)
    return passed("no other program is in the way of a model that is asked for")


def _matters(now: Placement, then: Placement) -> bool:
    return now is Placement.NO or then is Placement.GPU


def _held(name: str, now: Placement, held: Sequence[Consumer]) -> Finding:
    kind = "graphics memory" if all(each.is_gpu for each in held) else "memory"
    largest = held[0]
    state = "does not fit" if now is Placement.NO else "does not fit on the GPU alone"
    summary = f"{name} {state}, and would if {largest.name} did not hold {binary_size(largest.memory)} of {kind}"
    if len(held) > 1:
        summary = f"{name} {state}, and would if {largest.name} and others did not hold {_sum(held)} of {kind}"
    evidence = [
        f"{each.name} ({each.pid}): {binary_size(each.memory)}{' on the GPU' if each.is_gpu else ''}" for each in held
    ]
    return warned("D07", summary, evidence, [Fix(f"close {', '.join(dict.fromkeys(each.name for each in held))}")])


def _sum(held: Sequence[Consumer]) -> str:
    return binary_size(sum(each.memory for each in held))


def _without(memory: Memory, held: Sequence[Consumer]) -> Memory:
    """The memory once these programs are gone."""
    ram = sum(each.memory for each in held if not each.is_gpu)
    gpu = sum(each.memory for each in held if each.is_gpu)
    gpus = memory.gpus and (memory.gpus[0] + gpu, *memory.gpus[1:])
    return replace(memory, ram=None if memory.ram is None else memory.ram + ram, gpus=gpus)
