"""The gateway knows the model that is asked for, under that name."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, warned
from agwctl.doctor.evidence.linted import linted
from agwctl.doctor.facts.configuration import Configuration
from agwctl.doctor.facts.facts import Facts

__all__ = ["META", "run"]

META = Check(
    "names-match-a-model",
    Link.GATEWAY,
    "the gateway has a model of the name that clients ask for",
    ids=("E21",),
    needs=("configuration-is-valid",),
    scope=Scope.ONCE,
)


def run(facts: Facts) -> Finding:
    known, wanted = facts.configuration, facts.asked.model
    if known is None or wanted is None or not known.public_names or not _is_unknown(known, wanted):
        return linted(facts, META)
    names = ", ".join(known.public_names)
    behind = next((each for each in known.models if each.model == wanted), None)
    advice = f"ask for {behind.name}, as clients do" if behind is not None else f"ask for one of {names}"
    fix = Fix(f"{advice}, or add `{{name: {wanted}, provider: ollama}}` to llm.models in {known.path}")
    summary = f"no name in {known.path} is {wanted}: the gateway answers 404 for it"
    return warned("E21", summary, [f"llm.models: {names}"], [fix])


def _is_unknown(known: Configuration, wanted: str) -> bool:
    return not any(_fits(pattern, wanted) for pattern in known.public_names)


def _fits(pattern: str, name: str) -> bool:
    """Names are exact but for one `*` at the beginning or at the end."""
    if pattern.endswith("*"):
        return name.startswith(pattern[:-1])
    return name.endswith(pattern[1:]) if pattern.startswith("*") else name == pattern
