"""No policy waits for the whole answer."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, Scope
from agwctl.doctor.evidence.linted import linted
from agwctl.doctor.facts.facts import Facts

__all__ = ["META", "run"]

META = Check(
    "streams-are-not-buffered",
    Link.GATEWAY,
    "the configuration lets answers through piece by piece",
    ids=("E17",),
    needs=("configuration-is-valid",),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    return linted(facts, META)
