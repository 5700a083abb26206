"""Requests say which model they are for, or the configuration does."""

from __future__ import annotations

import re

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, failed, not_needed, noted, passed
from agwctl.doctor.evidence.texts import pasted
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts, ServerFacts

__all__ = ["META", "run"]

META = Check("model-is-named", Link.MODEL, "each request names a model", ids=("B07",), scope=Scope.ONCE, matters=False)

_NOT_NAMED = re.compile(
    r"model is required|model ['\"]{2} not found|missing (?:required )?(?:field|parameter):? .?model", re.I
)


def run(facts: Facts) -> Finding:
    found = pasted(facts, _NOT_NAMED)
    example = next((each.name for server in _servers(facts) for each in known_or(server.tags, ())), "llama3.2")
    name = example.removesuffix(":latest")
    if found is not None:
        fixes = [Fix(f'set the model in the client: "model": "{name}" in the body of its requests')]
        if open_ones := _open(facts):
            fixes.append(Fix(f"let the gateway set it: model: {name} for the provider at {open_ones[0]}"))
        return failed("B07", "a request named no model, and nothing named one for it", [found.evidence], fixes)
    places = _open(facts)
    if places:
        evidence = [f"{place}: no model" for place in places]
        return noted("B07", "the configuration leaves the model to clients: a request without one is refused", evidence)
    if not facts.servers:
        return not_needed("no server of models is looked at")
    return passed("no request without a model is known of")


def _open(facts: Facts) -> list[str]:
    """Where the configuration names a server and no model."""
    return [each.where for server in _servers(facts) for each in server.server.models if each.model is None]


def _servers(facts: Facts) -> tuple[ServerFacts, ...]:
    return facts.servers or (facts.server,)
