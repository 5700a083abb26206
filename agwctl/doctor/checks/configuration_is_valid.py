"""The configuration that was found is one that a gateway starts with."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, Status, not_needed, passed, warned
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.gateway import validate

__all__ = ["META", "run"]

META = Check(
    "configuration-is-valid",
    Link.GATEWAY,
    "the gateway configuration has no error",
    ids=("E10", "E11", "E12", "E13", "E14", "E22"),
    scope=Scope.ONCE,
)
UNSET = "AGW015"
SHOWN = 10
"""Errors that are told; `agwctl validate` shows all."""


def run(facts: Facts) -> Finding:
    known = facts.configuration
    if known is None:
        return not_needed("no gateway configuration was found")
    if known.is_valid:
        return passed(f"{known.path} is valid")
    errors = [each for each in known.findings if each.severity == "error"]
    if all(each.code == UNSET for each in errors) and facts.gateway is not None and not facts.gateway.is_down:
        evidence = [f"{each.where}: {each.message}" for each in errors[:SHOWN]]
        summary = f"{known.path} is not understood here: variables that the gateway may have are not set in this shell"
        return warned("E13", summary, evidence, [Fix("run the doctor with the variables of the gateway's own service")])
    first, *others = sorted(errors, key=lambda each: each.ids[:1] != ("E10",))  # a gap elsewhere comes of it
    evidence = [f"{each.where}: {each.message} ({each.code})" for each in (first, *others[: SHOWN - 1])]
    more = f", and {len(others)} more" if others else ""
    summary = f"no gateway starts with {known.path}: {first.message} ({first.where}){more}"
    ids = tuple(id for id in first.ids if id in META.ids)
    return Finding(Status.FAIL, summary, ids, tuple(evidence), (validate(facts, first.hint),))
