"""Runs checks on facts, and finds the one that is to blame."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from agwctl.doctor.check import Check, CheckModule, Finding, Scope, Status
from agwctl.doctor.facts.fact import CannotTell
from agwctl.doctor.facts.facts import Facts

__all__ = ["Checked", "Diagnosis", "diagnose"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A check and what came of it."""

    check: Check
    server: str | None
    """The server's URL; None for what is checked once."""
    statement: str
    finding: Finding
    blames: str | None = None
    """The check whose failure this one follows from, or because of which it was not run."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All results, in the order of blame within each server, and the one to tell first."""

    checked: tuple[Checked, ...]
    verdict: Checked | None
    """The first broken link; without one the first warning, then what cannot be told; None when all is well."""


def diagnose(facts: Facts, checks: Sequence[CheckModule]) -> Diagnosis:
    """Nothing is raised: what goes wrong inside a check is its result."""
    done: list[Checked] = []
    checks = [module for module in checks if facts.asked.is_deep or not module.META.only_deep]
    for each in facts.servers:
        seen = replace(facts, server=each)
        for module in checks:
            if module.META.scope is Scope.SERVER:
                done.append(_checked(module, seen, [*done]))
    for module in checks:
        if module.META.scope is Scope.ONCE:
            done.append(_checked(module, facts, [*done]))
    return _blamed(done)


def _checked(module: CheckModule, facts: Facts, done: list[Checked]) -> Checked:
    meta = module.META
    server = facts.server.server.url if meta.scope is Scope.SERVER else None
    gateway = facts.gateway.url if facts.gateway is not None else "the gateway"
    statement = meta.statement.format(server=facts.server.server.address.authority, gateway=gateway)
    broken = _broken_need(meta, server, done)
    if broken is not None:
        finding = Finding(Status.SKIP, f"not checked, because of {broken.check.id}")
        return Checked(meta, server, statement, finding, broken.blames or broken.check.id)
    begin = perf_counter()
    finding = _found(module, facts)
    return Checked(meta, server, statement, finding, seconds=perf_counter() - begin)


def _broken_need(meta: Check, server: str | None, done: Iterable[Checked]) -> Checked | None:
    """The check that has to hold first, and does not; of those run for each server that of the same one."""
    unusable = (Status.FAIL, Status.UNKNOWN, Status.CRASH)
    needed = (each for each in done if each.check.id in meta.needs and each.server in (None, server))
    return next((each for each in needed if each.finding.status in unusable or each.blames), None)


def _found(module: CheckModule, facts: Facts) -> Finding:
    try:
        return module.run(facts)
    except CannotTell as lacking:
        return Finding(Status.UNKNOWN, f"cannot tell: {lacking.reason}")
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        summary = f"this check of agwctl failed: {type(error).__name__}: {error}"
        return Finding(Status.CRASH, summary, evidence=(f"in {at.name}, line {at.lineno} of {at.filename}",))


def _blamed(done: list[Checked]) -> Diagnosis:
    """The verdict, and what follows from it: what fails, or cannot be told, further down in the same chain."""
    ranked = sorted(done, key=lambda each: each.check.link)  # stable: within a link the order of servers and registry
    order = (Status.FAIL, Status.WARN, Status.CRASH, Status.UNKNOWN)
    verdict = next(
        (each for status in order for each in ranked if each.finding.status is status and _counts(each)), None
    )
    if verdict is None or verdict.finding.status is not Status.FAIL:
        return Diagnosis(tuple(done), verdict)
    return Diagnosis(tuple(_follows(each, verdict) for each in done), verdict)


def _counts(each: Checked) -> bool:
    """Side information that cannot be told is no verdict."""
    return each.check.matters or each.finding.status is not Status.UNKNOWN


def _says_the_same(each: Checked, verdict: Checked) -> bool:
    """Whether two checks of a link have found the same failure: it is told once."""
    is_other = each.check.id != verdict.check.id and each.check.link == verdict.check.link
    return is_other and bool(each.finding.ids) and each.finding.ids[:1] == verdict.finding.ids[:1]


def _follows(each: Checked, verdict: Checked) -> Checked:
    later = each.check.link > verdict.check.link or _says_the_same(each, verdict)
    same = each.server is None or verdict.server is None or each.server == verdict.server
    if each.finding.status in (Status.FAIL, Status.UNKNOWN) and later and same:
        return replace(each, blames=verdict.check.id)
    return each
