"""Something listens where Ollama is to be."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, failed, passed
from agwctl.doctor.facts.fact import known
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Connect
from agwctl.doctor.fixes.service import start

__all__ = ["META", "run"]

META = Check("ollama-listening", Link.LISTENER, "something listens on {server}", ids=("A01",))


def run(facts: Facts) -> Finding:
    dials = known(facts.server.dials)
    open_ones = [dial for dial in dials if dial.outcome is Connect.OPEN]
    if open_ones:
        return passed(f"{open_ones[0].authority} accepts connections in {open_ones[0].seconds * 1000:.0f} ms")
    evidence = [f"connect {dial.authority}: {dial.outcome}" for dial in dials]
    return failed("A01", f"nothing listens on {dials[0].authority}", evidence, [start(facts)])
