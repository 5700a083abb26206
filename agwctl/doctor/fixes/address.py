"""Naming another server than the one that was named: in the shell, in a file, or on the command line."""

from __future__ import annotations

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes import configuration
from agwctl.doctor.fixes.shell import export, word

__all__ = ["instead"]


def instead(facts: Facts, value: str, title: str = "") -> Fix:
    """How another address is given at the place where this one was found."""
    origin = facts.server.server.origin
    if origin.kind == "configuration":
        return configuration.replace(origin.where, origin.written or facts.server.server.address.authority, value)
    if origin.kind == "--ollama":
        return Fix(title or f"ask {value}", (f"agwctl doctor --ollama {word(facts, value)}",))
    value = value.replace("%25", "%")  # Ollama takes the zone of an IPv6 address as it stands
    return export(facts, title or f"name {value} in this shell", {"OLLAMA_HOST": value})
