"""Options in the file reach Ollama in a way that it reads."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Link, Scope
from agwctl.doctor.evidence.linted import linted
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.environment import give

__all__ = ["META", "run"]

META = Check(
    "options-take-effect",
    Link.GATEWAY,
    "Ollama reads the options that the configuration gives",
    ids=("C18", "C13", "C10"),
    needs=("configuration-is-valid",),
    scope=Scope.ONCE,
)
_KEPT = re.compile(r"OLLAMA_KEEP_ALIVE=([\w.-]+)")
"""In the linter's advice, which is for every system."""


def run(facts: Facts) -> Finding:
    """Without C13 where a server was reached: `context-is-enough` tells it with the context that it has."""
    is_reached = any(not isinstance(each.tags, Unread) for each in facts.servers)
    found = linted(facts, META._replace(ids=("C18", "C10")) if is_reached else META)
    wanted = next((value[1] for fix in found.fixes if (value := _KEPT.search(fix.title))), None)
    if found.ids != ("C10",) or wanted is None:
        return found
    return found._replace(fixes=(give(facts, "keep models loaded, by the server", {"OLLAMA_KEEP_ALIVE": wanted}),))
