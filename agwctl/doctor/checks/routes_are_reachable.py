"""Each route and each model can get a request."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, Scope
from agwctl.doctor.evidence.linted import linted
from agwctl.doctor.facts.facts import Facts

__all__ = ["META", "run"]

META = Check(
    "routes-are-reachable",
    Link.GATEWAY,
    "every route and model can be reached",
    ids=("E19",),
    needs=("configuration-is-valid",),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    return linted(facts, META)
