"""The gateway brings the answer that comes directly, in time and whole; which only --deep tries."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, failed, passed
from agwctl.doctor.evidence.deeply import NO_GATEWAY, has_gateway, through
from agwctl.doctor.facts.deep import DIRECTLY, Deep, Generated
from agwctl.doctor.facts.fact import CannotTell, known
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.gateway import validate

__all__ = ["META", "run"]

META = Check(
    "answers-come-through",
    Link.GATEWAY,
    "{gateway} brings the model's answer, in time and whole",
    ids=("E15", "G06", "E07", "E04", "E21", "A33", "A23"),
    needs=("it-is-the-gateway",),
    scope=Scope.ONCE,
    only_deep=True,
)
SLACK = 0.2
"""Seconds by which our clock and the gateway's may differ."""
_TIME = Fix("raise the time limit of the route or backend, stream, or load the model before: agwctl models warm")
_STREAM = Fix("look at the gateway's log and at Ollama's of that moment: the stream was ended between them")
_ENTRIES = (
    (r"^52\d", "A33", _TIME),
    (r"^50[234] text/html", "A23", Fix("start the gateway behind the proxy that answers")),
    (r"(?i)^504|time-?out|not done after", "E15", _TIME),
    (r"failed to (process LLM|parse) response|^421", "E07", Fix("agwctl explain E07")),
    (r"^404.*route not found", "E04", Fix("agwctl explain E04")),
    (r"^404.*model", "E21", Fix("agwctl explain E21")),
)
"""By the status and the error, `504 request timeout`."""


def run(facts: Facts) -> Finding:
    if not has_gateway(facts):
        return NO_GATEWAY
    found = known(facts.deep)
    answers = through(found)
    if not answers:
        return NO_GATEWAY
    bad = next((each for each in answers if not each.is_good), None)
    evidence = [each.line for each in found.answers]
    if bad is None:
        times = ", ".join(f"{each.total:.2f} s {'as a stream' if each.is_stream else 'as a whole'}" for each in answers)
        return passed(f"the answer comes through: {times}", evidence)
    if bad.status in (401, 403):
        raise CannotTell(f"the gateway answers {bad.status}: it wants credentials that the doctor does not have")
    if "does not support" in bad.error:
        raise CannotTell(f"{bad.error}: name a model that can, with --model")
    return _failed(facts, found, bad, evidence)


def _failed(facts: Facts, found: Deep, bad: Generated, evidence: list[str]) -> Finding:
    how = "as a stream" if bad.is_stream else "as a whole"
    direct = found.answer(DIRECTLY, bad.is_stream)
    well = f"; directly it took {direct.total:.1f} s" if direct is not None and direct.is_good else ""
    if bad.status == 200:
        what = bad.error or "no finish reason and no [DONE]"
        return failed(
            "G06", f"the answer asked for {how} breaks off after {bad.total:.1f} s: {what}", evidence, [_STREAM]
        )
    came = f"{bad.status} {bad.error}".strip() if bad.status else bad.error
    summary = f"asked for {how} the gateway answers after {bad.total:.1f} s: {came[:120]}{well}"
    for pattern, id, fix in _ENTRIES:
        if re.search(pattern, came):
            return failed(id, summary, evidence, [_limit(facts, bad) or fix if id == "E15" else fix])
    return failed("", summary, evidence)._replace(ids=())


def _limit(facts: Facts, bad: Generated) -> Fix | None:
    """Where the configuration has the limit that ended it, if it has."""
    limits = facts.configuration.time_limits if facts.configuration is not None else ()
    ended = [each for each in limits if 0 < each.seconds <= bad.total + SLACK]
    if not ended:
        return None
    longest = max(ended, key=lambda each: each.seconds)
    return validate(facts, f"write 10m in place of {longest.seconds:g}s at {longest.where}, or let clients stream")
