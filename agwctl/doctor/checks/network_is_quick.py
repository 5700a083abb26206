"""The way to a server on another machine is short."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, not_needed, noted, passed, warned
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Connect

__all__ = ["META", "run"]

META = Check(
    "network-is-quick",
    Link.ROUTE,
    "the way to {server} is short",
    ids=("C17",),
    matters=False,
)

_LONG, _NOTABLE = 0.15, 0.05
"""Seconds of one round trip: each token of a stream that is held up arrives as much later."""


def run(facts: Facts) -> Finding:
    dial = facts.server.dialled
    if facts.server.is_here or dial is None:
        return not_needed("the server is on this machine")
    if dial.outcome is not Connect.OPEN:
        return not_needed(f"{dial.authority} was not reached: how long the way takes is not known")
    answer = facts.server.version_answer
    evidence = [f"connect {dial.authority}: {_milliseconds(dial.seconds)}"]
    if not isinstance(answer, Unread) and answer.status:
        evidence.append(f"GET /api/version: {_milliseconds(answer.seconds)}")
    if dial.seconds < _NOTABLE:
        return passed(f"{dial.authority} is {_milliseconds(dial.seconds)} away", evidence)
    summary = f"{dial.authority} is {_milliseconds(dial.seconds)} away: a long, relayed or weak way"
    fixes = [
        Fix("a direct way in place of a relayed one (tailscale status says `relay`), a cable in place of weak Wi-Fi")
    ]
    fixes.append(Fix("let clients ask for streams: the first words then come before the last"))
    return (warned if dial.seconds >= _LONG else noted)("C17", summary, evidence, fixes)


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
