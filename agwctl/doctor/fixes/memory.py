"""What leaves more memory for models."""

from __future__ import annotations

from agwctl.doctor.check import Fix
from agwctl.doctor.evidence.room import free_memory, largest_that_fits
from agwctl.doctor.evidence.wanted import wanted
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.models import stop

__all__ = ["less_memory"]

_MOST = 2


def less_memory(facts: Facts) -> list[Fix]:
    """For a server whose models took more than there is; two ways at most, the likeliest first."""
    fixes = []
    if facts.server.is_here and not isinstance(facts.hardware, Unread) and facts.hardware.oom_kills:
        fixes.append(Fix("raise the memory limit of its container or unit"))
    others = [stop(facts, row.name) for row in known_or(facts.server.ps, ())]
    if len(others) > 1:
        fixes.append(Fix("unload what is not needed", tuple(line for each in others for line in each.commands)))
    sparing = {"OLLAMA_CONTEXT_LENGTH": "4096", "OLLAMA_NUM_PARALLEL": "1"}
    fixes.append(give(facts, "let models take less memory", sparing))
    smaller = _smaller(facts)
    fixes += [Fix(f"use {smaller}, the largest of the models there that fits")] if smaller is not None else []
    return fixes[:_MOST]


def _smaller(facts: Facts) -> str | None:
    """Another model than the one that is asked for."""
    if not facts.server.is_here or isinstance(facts.hardware, Unread):
        return None
    largest = largest_that_fits(facts, free_memory(facts))
    asked = [one.entry.name for one in wanted(facts) if one.entry is not None]
    return None if largest is None or largest in asked else largest
