"""The first line: the answer to what was asked."""

from __future__ import annotations

from agwctl.doctor.check import Status
from agwctl.doctor.engine import Checked, Diagnosis
from agwctl.doctor.facts.fact import NOT_ASKED, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.outcome import tells_nothing

__all__ = ["NOTHING", "headline", "well"]

NOTHING = "nothing was checked: what these checks are about is not here"
OF_TEXT = "pasted-error-is-confirmed"
"""The check whose summary is about the text itself."""


def headline(facts: Facts, diagnosis: Diagnosis) -> str:
    """One sentence without a sign: the verdict with its id, seen from what --error and --model ask."""
    verdict = diagnosis.verdict
    if verdict is None and tells_nothing(diagnosis):
        return NOTHING
    if facts.asked.error:
        return _of_error(facts, diagnosis)
    if facts.asked.model:
        return _of_model(facts, facts.asked.model, diagnosis)
    if verdict is not None:
        return _told(verdict)
    return well(facts)


def well(facts: Facts) -> str:
    """What is said when nothing is wrong."""
    return "nothing is wrong in what was checked" if facts.asked.is_part or not facts.servers else "all is well"


def _told(verdict: Checked) -> str:
    finding = verdict.finding
    named = f"{finding.ids[0]}: " if finding.ids else f"{verdict.check.id}: "
    if finding.status is Status.WARN:
        return f"nothing is broken, but {named}{finding.summary}"
    if finding.status is Status.FAIL:
        return f"{named}{finding.summary}"
    return f"nothing is broken as far as can be told; {named}{finding.summary}"


def _of_error(facts: Facts, diagnosis: Diagnosis) -> str:
    """Whether what the text points to is what was found."""
    candidates, verdict = facts.asked.candidates, diagnosis.verdict
    named = " or ".join(candidates[:4])
    if verdict is not None and verdict.check.id == OF_TEXT:
        return _told(verdict) if verdict.finding.status is Status.FAIL else verdict.finding.summary
    if verdict is not None and set(verdict.finding.ids) & {*candidates}:
        return f"the error is {verdict.finding.ids[0]}: {verdict.finding.summary}"
    if not candidates:
        found = _told(verdict) if verdict is not None else "nothing is broken here now"
        return f"the error is not one that is known; {found}"
    if verdict is not None and verdict.finding.status is Status.FAIL:
        return f"{_told(verdict)} (the error points to {named})"
    return f"the error points to {named}, of which nothing is found now" + (f"; {_told(verdict)}" if verdict else "")


def _of_model(facts: Facts, model: str, diagnosis: Diagnosis) -> str:
    verdict = diagnosis.verdict
    if verdict is not None and verdict.finding.status is Status.FAIL:
        is_named = verdict.finding.summary.startswith(model)
        return _told(verdict) if is_named else f"{model} is not usable: {_told(verdict)}"
    able = _able(facts, model)
    usable = f"{model} is usable" + (f" for {able}" if able else "")
    return usable if verdict is None else f"{usable}; {_told(verdict)}"


def _able(facts: Facts, model: str) -> str:
    """What it can do, by the server that has it: /api/show is asked first, its list calls some encoders chatty."""
    names = {model, f"{model}:latest"}
    for server in facts.servers:
        for listed in known_or(server.tags, ()):
            if listed.name in names:
                shown = known_or(server.shown.get(listed.name, NOT_ASKED), None)
                can = (shown.capabilities if shown is not None else ()) or listed.capabilities
                return ", ".join("chat" if word == "completion" else word for word in can)
    return ""
