"""What leaves more memory for models."""

from __future__ import annotations

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.models import stop
from agwctl.doctor.room import free_memory, largest_that_fits

__all__ = ["less_memory"]


def less_memory(facts: Facts) -> list[Fix]:
    """For a server whose models took more than there is."""
    fixes = [stop(facts, row.name) for row in known_or(facts.server.ps, ())]
    sparing = {"OLLAMA_CONTEXT_LENGTH": "4096", "OLLAMA_NUM_PARALLEL": "1"}
    fixes.append(give(facts, "let models take less memory", sparing))
    if not facts.server.is_here or isinstance(facts.hardware, Unread):
        return fixes
    largest = largest_that_fits(facts, free_memory(facts))
    fixes += [Fix(f"use {largest}, the largest of the models there that fits")] if largest is not None else []
    if facts.hardware.oom_kills:
        fixes.append(Fix("raise the memory limit of its container or unit"))
    return fixes
