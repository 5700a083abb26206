"""The gateway waits until a model is loaded and has answered."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Link, Scope, failed
from agwctl.doctor.evidence.linted import linted
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.gateway import validate

__all__ = ["META", "run"]

META = Check(
    "time-limits-allow-loading",
    Link.GATEWAY,
    "the gateway waits until a model is loaded and has answered",
    ids=("E15",),
    needs=("configuration-is-valid",),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    limits = facts.configuration.time_limits if facts.configuration is not None else ()
    loading = None if isinstance(facts.deep, Unread) else facts.deep.load_seconds
    short = min((each for each in limits if each.seconds > 0), key=lambda each: each.seconds, default=None)
    if short is None or loading is None or loading <= short.seconds:
        return linted(facts, META)
    summary = (
        f"loading the model took {loading:.0f} s, and the gateway gives up after {short.seconds:g} s ({short.where})"
    )
    return failed("E15", summary, [], [validate(facts, f"write 10m at {short.where}, or load the model beforehand")])
