"""An upstream's address is written in one way only."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, Scope
from agwctl.doctor.evidence.linted import linted
from agwctl.doctor.facts.facts import Facts

__all__ = ["META", "run"]

META = Check(
    "address-is-given-once",
    Link.GATEWAY,
    "each upstream has one address",
    ids=("E03",),
    needs=("configuration-is-valid",),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    return linted(facts, META)
