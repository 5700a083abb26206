"""Clients know that a model thinks before it answers."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, not_needed, noted
from agwctl.doctor.evidence.texts import tell, trace
from agwctl.doctor.evidence.wanted import wanted
from agwctl.doctor.facts.facts import Facts

__all__ = ["META", "run"]

META = Check(
    "thinking-is-expected",
    Link.CLIENT,
    "clients leave models of {server} room to think",
    ids=("C15",),
    needs=(
        "it-is-ollama",
        "host-is-accepted",
    ),
    matters=False,
)

_EMPTY = re.compile(
    r"[\"']content[\"']:\s*[\"']{2}.*[\"'](?:reasoning|thinking|reasoning_content)[\"']:\s*[\"'][^\"']"
    r"|[\"'](?:reasoning|thinking|reasoning_content)[\"']:\s*[\"'][^\"'].*[\"']content[\"']:\s*[\"']{2}"
    r"|empty (?:content|response|completion).*(?:reasoning|thinking)",
    re.IGNORECASE,
)
_FIXES = (
    Fix('without thinking: "reasoning_effort": "none" in requests to /v1, "think": false in those to /api'),
    Fix("room for it: max_tokens of some thousands, and none of 1 in tests of a connection"),
)


def run(facts: Facts) -> Finding:
    if (found := trace(facts, _EMPTY)) is not None and found.is_pasted:
        summary = "the model spent its answer on thinking: the text is in another field, and the answer is empty"
        return tell(found, failed("C15", summary, fixes=_FIXES))
    thinking = [one.name for one in wanted(facts) if one.shown is not None and "thinking" in one.shown.capabilities]
    if thinking:
        names = f"{', '.join(thinking)} think{'s' if len(thinking) == 1 else ''}"
        summary = f"{names} before the answer: with a small max_tokens the answer is empty"
        return noted("C15", summary, [f"POST /api/show {name}: capability thinking" for name in thinking], _FIXES)
    return not_needed("no model that is asked for thinks before it answers")
