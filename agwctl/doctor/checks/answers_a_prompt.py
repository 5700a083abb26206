"""The model says something when it is asked, which only --deep tries."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, not_needed, noted, passed
from agwctl.doctor.evidence.deeply import entry
from agwctl.doctor.facts.deep import MOST_TOKENS, Deep, Generated
from agwctl.doctor.facts.fact import known
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes import models, service

__all__ = ["META", "run"]

META = Check(
    "answers-a-prompt",
    Link.QUEUE,
    "a model of {server} answers a short prompt",
    ids=("D08", "D01", "D02", "D03", "C09", "C11", "C14", "C15", "C16", "B01", "B09", "B13", "B14", "B18", "G06"),
    needs=("models-are-there",),
    only_deep=True,
)
NO_THINKING = Fix(
    "tell it not to think (`reasoning_effort: none` on /v1, `think: false` on /api), or let answers be longer"
)


def run(facts: Facts) -> Finding:
    found = known(facts.deep)
    if found.server != facts.server.server.url:
        return not_needed(f"asked was {found.server or 'the gateway'}")
    if found.load_error:
        evidence = [f"POST {found.server}/api/generate: {found.load_error}"]
        return _broken(facts, found, found.load_error, f"{found.model} does not load: {found.load_error}", evidence)
    asked = [each for each in found.answers if each.is_direct]
    bad = next((each for each in asked if not each.is_good), None)
    if bad is not None:
        return _bad(facts, found, bad)
    return _good(found, asked)


def _bad(facts: Facts, found: Deep, bad: Generated) -> Finding:
    evidence = [each.line for each in found.answers if each.is_direct]
    if bad.error:
        return _broken(facts, found, bad.error, f"{found.model} gives no answer: {bad.error}", evidence)
    said = "without a finish reason and [DONE]" if bad.is_stream else "before it was whole"
    summary = f"the answer of {found.model} ends {said}"
    return failed("G06", summary, evidence, [service.restart(facts)])


def _broken(facts: Facts, found: Deep, error: str, summary: str, evidence: list[str]) -> Finding:
    id = entry(error)
    if id == "B18":
        return failed(id, summary, evidence, [models.pull_again(facts, found.model)])
    if id == "B01":
        return failed(id, summary, evidence, [models.pull(facts, found.model)])
    if id in ("B13", "B14"):
        return failed(id, summary, evidence, [models.sign_in(facts)] if id == "B13" else [])
    others = [each.name for each in found.running or () if each.name != found.model]
    unload = [models.stop(facts, name) for name in others] if id in ("D01", "D02", "D03") else []
    return failed(id, summary, evidence, [*unload, service.restart(facts)])


def _good(found: Deep, asked: list[Generated]) -> Finding:
    evidence = [each.line for each in asked]
    only_thought = next((each for each in asked if each.thinking and not each.text), None)
    if only_thought is not None:
        summary = f"{found.model} thinks first: of {MOST_TOKENS} tokens none were left for the answer"
        return noted("C15", summary, evidence, [NO_THINKING])
    first = next((each for each in asked if each.is_stream), asked[0]) if asked else None
    if first is None:
        return passed("no time was left to ask it")
    if first.vector:
        return passed(f"{found.model} makes a vector of {first.vector} numbers in {first.total:.2f} s", evidence)
    return passed(f"{found.model} answers, its first word after {first.first_byte:.2f} s", evidence)
