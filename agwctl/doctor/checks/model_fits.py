"""The models that are asked for fit into the memory that is free."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, not_needed, passed, warned
from agwctl.doctor.evidence.room import fit_of, free_memory, largest_that_fits
from agwctl.doctor.evidence.texts import Trace, tell, trace
from agwctl.doctor.evidence.wanted import Wanted, model_in, wanted
from agwctl.doctor.facts.fact import CannotTell
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.models import pull
from agwctl.model_name import same_model
from agwctl.models.figures import binary_size
from agwctl.models.fit import Placement
from agwctl.models.fitting import Answer
from agwctl.models.memory import Memory, amount

__all__ = ["META", "run"]

META = Check(
    "model-fits",
    Link.MEMORY,
    "the models that are asked for fit into the memory of {server}",
    ids=("D01", "D06"),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_TOO_LITTLE = re.compile(
    r"model requires more (?:system |GPU )?memory \((?P<needs>[\d.]+ ?[KMGT]?i?B)\) than is available"
    r" \((?P<free>[\d.]+ ?[KMGT]?i?B)\)",
    re.IGNORECASE,
)
_SMALLEST_CONTEXT = 2048
_APPS = 1.5
"""So many times what the model takes here is not the model's size, but an app's wish for context."""


def run(facts: Facts) -> Finding:
    if (found := trace(facts, _TOO_LITTLE)) is not None:
        return _told(facts, found)
    names = [one for one in wanted(facts) if one.entry is not None and not one.is_cloud and one.running is None]
    if not names:
        return not_needed("no model that is not loaded is asked for by name")
    memory = free_memory(facts)
    fits = [(one, fit_of(facts, one.entry, one.shown, memory)) for one in names if one.entry is not None]
    for one, found_fit in fits:
        if found_fit.fit.placement is Placement.NO:
            return _too_large(facts, one, found_fit)
    unknown = next((fit.fit.unknown for _, fit in fits if fit.fit.placement is Placement.UNKNOWN), None)
    if unknown is not None:
        raise CannotTell(unknown)
    return passed(
        "; ".join(f"{one.name} takes about {binary_size(fit.needed.total)} of {_free(memory)}" for one, fit in fits)
    )


def _too_large(facts: Facts, one: Wanted, found: Answer) -> Finding:
    needed, memory = found.needed, found.memory
    whole = (memory.ram or 0) + (0 if memory.is_shared else memory.vram)
    summary = f"{one.name} needs about {binary_size(needed.total)} at context {found.context}, free are {_free(memory)}"
    evidence = [
        f"weights {binary_size(needed.weights)}, KV cache {binary_size(needed.cache)}, computing "
        f"{binary_size(needed.compute)}",
        f"free: {_free(memory)}, what is loaded now counted as free",
    ]
    fixes = _smaller(facts, memory, found.largest, found.instead)
    if needed.weights > whole:
        return failed("D01", summary, evidence, fixes)
    # What fits but for its context may run all the same: from files the system takes memory back.
    return warned("D01", summary, evidence, fixes)


def _told(facts: Facts, found: Trace) -> Finding:
    needs, free = found.match["needs"], found.match["free"]
    try:
        memory = free_memory(facts)
    except CannotTell:
        fixes = [Fix("take a smaller model, a smaller context, or unload others")]
        return tell(found, failed("D01", f"a model needs {needs} of memory, and {free} were free", fixes=fixes))
    for one in wanted(facts):
        if one.entry is not None and same_model(one.name, model_in(found.line) or facts.asked.model or one.name):
            here = fit_of(facts, one.entry, one.shown, memory)
            if amount(needs.replace(" ", "")) > _APPS * here.needed.total:
                return tell(found, _an_apps_context(one.name, needs, here))
    summary = f"a model needs {needs} of memory, and {free} were free"
    fixes = _smaller(facts, memory, None, "")
    if amount(needs.replace(" ", "")) <= (memory.ram or 0):
        fixes = [Fix("try again: so much is free now; what took it then is to be kept small"), *fixes]
    return tell(found, failed("D01", summary, [f"free now: {_free(memory)}"], fixes))


def _an_apps_context(name: str, needs: str, here: Answer) -> Finding:
    takes = f"with the server's own context of {here.context} tokens {name} takes {binary_size(here.needed.total)}"
    fix = Fix(
        "lower the context (num_ctx) that the app asks for, or let the app go through the gateway's /v1, which has none"
    )
    return failed("D06", f"an app asks for a context with which the model needs {needs}: {takes}", fixes=[fix])


def _smaller(facts: Facts, memory: Memory, context: int | None, instead: str) -> list[Fix]:
    """What would fit: less context, or another model."""
    largest, fixes = largest_that_fits(facts, memory), []
    if context is not None and context >= _SMALLEST_CONTEXT:
        title = f"give models a context of {context} tokens, the most that fits"
        fixes.append(give(facts, title, {"OLLAMA_CONTEXT_LENGTH": str(context)}))
    if largest is not None:
        fixes.append(Fix(f"use {largest}, the largest of the models there that fits"))
    elif instead:
        fixes.append(pull(facts, instead))
    return fixes or [Fix("take a smaller model, close other programs, or raise the container's memory limit")]


def _free(memory: Memory) -> str:
    ram = "an unknown amount of RAM" if memory.ram is None else f"{binary_size(memory.ram)} of RAM"
    return ram if not memory.vram or memory.is_shared else f"{ram} and {binary_size(memory.vram)} on the GPU"
