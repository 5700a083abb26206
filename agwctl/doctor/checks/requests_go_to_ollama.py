"""Models that are meant to be local are not asked for at a vendor."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, Scope
from agwctl.doctor.evidence.linted import linted
from agwctl.doctor.facts.facts import Facts

__all__ = ["META", "run"]

META = Check(
    "requests-go-to-ollama",
    Link.GATEWAY,
    "the configuration sends requests to your own servers, not to a vendor",
    ids=("E06",),
    needs=("configuration-is-valid",),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    return linted(facts, META, breaks=("AGW210",))
