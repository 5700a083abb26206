"""An upstream that chooses by name gets its own name as Host."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, Scope
from agwctl.doctor.evidence.linted import linted
from agwctl.doctor.facts.facts import Facts

__all__ = ["META", "run"]

META = Check(
    "host-header-is-right",
    Link.GATEWAY,
    "upstreams get the Host header that they answer to",
    ids=("E07",),
    needs=("configuration-is-valid",),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    return linted(facts, META)
