"""Models that are in use stay loaded: they do not push each other out, and are not loaded anew for each request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from agwctl.doctor.check import Check, Finding, Fix, Link, noted, passed, warned
from agwctl.doctor.evidence.port_owner import runs_here
from agwctl.doctor.evidence.room import fit_of, free_memory
from agwctl.doctor.evidence.server_settings import nanoseconds, number, server_variable
from agwctl.doctor.evidence.texts import current_lines
from agwctl.doctor.evidence.wanted import Wanted, wanted
from agwctl.doctor.facts.fact import CannotTell, Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import NOTHING_KNOWN
from agwctl.doctor.fixes.environment import give
from agwctl.models.figures import binary_size
from agwctl.models.memory import Memory

__all__ = ["META", "run"]

META = Check(
    "models-stay-loaded",
    Link.PLACEMENT,
    "the models of {server} stay loaded while they are in use",
    ids=("C06", "C07", "C10"),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_LOADED = re.compile(r'msg="starting (?:llama.?server|runner|llama runner)".*?--model (\S+).*?(?:-c|--ctx-size) (\d+)')
_LOADS = 4
"""So many loads of one model, with contexts that go to and fro, are no accident."""
_SHORT = 60 * 10**9
"""Nanoseconds under which a model is gone before the next question comes."""


def run(facts: Facts) -> Finding:
    steps = (_loaded_anew, _too_many, _too_large_together, _unloaded_soon, _variable_of_the_shell)
    found = next((finding for step in steps for finding in step(facts)), None)
    return found or passed("nothing is known that unloads models in use")


def _loaded_anew(facts: Facts) -> Iterator[Finding]:
    """One model with one context, then with another: each time it is loaded from the disk."""
    contexts: dict[str, list[str]] = {}
    for line in current_lines(facts, "--model "):
        if found := _LOADED.search(line):
            contexts.setdefault(found[1], []).append(found[2])
    for each in contexts.values():
        changes = sum(one != other for one, other in pairwise(each))
        if len(each) >= _LOADS and changes >= _LOADS - 1:
            sizes = " and ".join(sorted(set(each), key=int))
            summary = (
                f"a model was loaded {len(each)} times because requests ask for contexts of {sizes} tokens in turn"
            )
            largest = max(each, key=int)
            fix = give(facts, "one context for all", {"OLLAMA_CONTEXT_LENGTH": largest})
            by_hand = Fix("take num_ctx out of the clients' requests, or write the same everywhere")
            yield warned("C06", summary, [f"log: {len(each)} lines with --ctx-size {sizes}"], [by_hand, fix])


def _too_many(facts: Facts) -> Iterator[Finding]:
    used, limit, source = _used(facts), _limit(facts), server_variable(facts, "OLLAMA_MAX_LOADED_MODELS")
    if len(used) > limit:
        names = ", ".join(one.name for one in used)
        is_given = not isinstance(source, Unread) and bool(number(source))
        says = (
            f"OLLAMA_MAX_LOADED_MODELS is {limit}" if is_given else f"Ollama keeps at most {limit} of them loaded here"
        )
        evidence = [f"{one.where}: {one.name}" for one in used]
        fix = give(facts, "let all of them stay, if the memory is enough", {"OLLAMA_MAX_LOADED_MODELS": str(len(used))})
        summary = f"the configuration names {names}, and {says}: when they are used in turn they push each other out"
        yield (warned if is_given else noted)("C07", summary, evidence, [fix])


def _too_large_together(facts: Facts) -> Iterator[Finding]:
    used = _used(facts)
    if len(used) < 2:
        return
    try:
        memory = free_memory(facts)
    except CannotTell:
        return
    fits = [(one, fit_of(facts, one.entry, one.shown, memory).needed.total) for one in used if one.entry is not None]
    room, where = _room(memory)
    needed = sum(size for _, size in fits)
    if room is not None and needed > room and max(size for _, size in fits) <= room:
        names = ", ".join(one.name for one, _ in fits)
        there = f"{binary_size(room)} of {where} are there: each load pushes another out"
        summary = f"{names} need {binary_size(needed)} together, and {there}"
        evidence = [f"{one.name}: about {binary_size(size)}" for one, size in fits]
        yield warned(
            "C07", summary, evidence, [Fix("use a smaller model for one of these purposes, or one model for both")]
        )


def _unloaded_soon(facts: Facts) -> Iterator[Finding]:
    setting = server_variable(facts, "OLLAMA_KEEP_ALIVE")
    if isinstance(setting, Unread) or not setting.value:
        return
    length = nanoseconds(setting.value)
    if length is not None and length < _SHORT:
        summary = f"OLLAMA_KEEP_ALIVE={setting.value}: models are unloaded at once, and loaded anew for each request"
        yield warned("C10", summary, [f"{setting.source}: OLLAMA_KEEP_ALIVE={setting.value}"], [_keep(facts, "24h")])


def _variable_of_the_shell(facts: Facts) -> Iterator[Finding]:
    given, setting = facts.environment.get("OLLAMA_KEEP_ALIVE", ""), server_variable(facts, "OLLAMA_KEEP_ALIVE")
    if given and not isinstance(setting, Unread) and setting.value != given:
        has = f"has {setting.value}" if setting.value else "has none and unloads after 5 minutes"
        summary = f"OLLAMA_KEEP_ALIVE={given} is set in this shell, which the server does not read: it {has}"
        yield noted("C10", summary, [f"{setting.source}: OLLAMA_KEEP_ALIVE={setting.value}"], [_keep(facts, given)])


def _keep(facts: Facts, length: str) -> Fix:
    return give(facts, "keep models loaded", {"OLLAMA_KEEP_ALIVE": length})


def _used(facts: Facts) -> list[Wanted]:
    """The models that the configuration wants of this server; several names of one model count once."""
    by_file = (
        one for one in wanted(facts) if one.entry is not None and not one.is_cloud and not one.where.startswith("--")
    )
    return list({one.entry.digest: one for one in by_file if one.entry is not None}.values())


def _limit(facts: Facts) -> int:
    """OLLAMA_MAX_LOADED_MODELS; three for each card without it, or three."""
    given = number(server_variable(facts, "OLLAMA_MAX_LOADED_MODELS"))
    gpus = known_or(facts.hardware, NOTHING_KNOWN).gpus if runs_here(facts) else None
    return given or 3 * max(1, len(gpus or ()))


def _room(memory: Memory) -> tuple[int | None, str]:
    if memory.gpus:
        return memory.vram, "graphics memory"
    return (memory.ram, "RAM") if memory.gpus is not None else (None, "")
