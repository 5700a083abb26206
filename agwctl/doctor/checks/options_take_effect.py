"""Options in the file reach Ollama in a way that it reads."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, Scope
from agwctl.doctor.evidence.linted import linted
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts

__all__ = ["META", "run"]

META = Check(
    "options-take-effect",
    Link.GATEWAY,
    "Ollama reads the options that the configuration gives",
    ids=("C18", "C13", "C10"),
    needs=("configuration-is-valid",),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    """Without C13 where a server was reached: `context-is-enough` tells it with the context that it has."""
    is_reached = any(not isinstance(each.tags, Unread) for each in facts.servers)
    return linted(facts, META._replace(ids=("C18", "C10")) if is_reached else META)
