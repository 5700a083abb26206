"""Options in the file reach Ollama in a way that it reads."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, Scope
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.linted import linted

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
    return linted(facts, META)
