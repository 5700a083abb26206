"""What leaves more memory for models."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.doctor.check import Fix
from agwctl.doctor.evidence.context_size import context_of
from agwctl.doctor.evidence.port_owner import runs_here
from agwctl.doctor.evidence.room import free_memory, largest_that_fits, parallel
from agwctl.doctor.evidence.wanted import loaded, wanted
from agwctl.doctor.facts.fact import CannotTell, Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.models import stop
from agwctl.models.verdict import find

__all__ = ["less_memory"]

_MOST = 2
_SHORT = 4096
"""Tokens of context with which most can be done."""


def less_memory(facts: Facts) -> list[Fix]:
    """For a server whose models took more than there is; two ways at most, the likeliest first."""
    fixes = []
    if runs_here(facts) and not isinstance(facts.hardware, Unread) and facts.hardware.oom_kills:
        fixes.append(Fix("raise the memory limit of its container or unit"))
    others = [stop(facts, row.name) for row in known_or(facts.server.ps, ())]
    if len(others) > 1:
        fixes.append(Fix("unload what is not needed", tuple(line for each in others for line in each.commands)))
    if sparing := _sparing(facts):
        fixes.append(give(facts, "let models take less memory", sparing))
    smaller = _smaller(facts)
    fixes += [Fix(f"use {smaller}, the largest of the models there that fits")] if smaller is not None else []
    return fixes[:_MOST] or [Fix("use a smaller model, or end what else takes memory")]


def _sparing(facts: Facts) -> dict[str, str]:
    """Settings that are not so sparing already, as far as is known."""
    found = {}
    if max(_contexts(facts), default=_SHORT + 1) > _SHORT:
        found["OLLAMA_CONTEXT_LENGTH"] = str(_SHORT)
    if found or parallel(facts) > 1:
        found["OLLAMA_NUM_PARALLEL"] = "1"
    return found


def _smaller(facts: Facts) -> str | None:
    """A model that needs less than those that took too much: the ones that are asked for, or that --deep asked."""
    try:
        memory = free_memory(facts)
    except CannotTell:
        return None
    tried = [one.entry for one in wanted(facts)]
    if not isinstance(facts.deep, Unread):
        tried.append(find(facts.deep.model, known_or(facts.server.tags, ())))
    sizes = [entry.size for entry in tried if entry is not None]
    return largest_that_fits(facts, memory, min(sizes, default=None))


def _contexts(facts: Facts) -> Iterator[int]:
    for one in wanted(facts) or loaded(facts):
        if (found := context_of(facts, one.shown, one.running)) is not None:
            yield found.tokens
