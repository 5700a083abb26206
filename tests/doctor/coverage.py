"""For each failure of the catalogue who finds it, read from the checks and the rules; the page that says so."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from agwctl.cli.doctor.configuration import FAILURES as OF_CODES
from agwctl.doctor.checks import CHECKS, check
from agwctl.explain.manual import data
from agwctl.lint import rules
from agwctl.lint.kubernetes import rules as manifest_rules
from agwctl.lint.registry import RULES, rule

PAGE = Path(__file__).parents[2] / "docs" / "failure-modes.md"

SECTIONS = {
    "A": "Reachability",
    "B": "Models",
    "C": "Time, placement and context",
    "D": "Memory and hardware",
    "E": "The gateway's configuration",
    "F": "Kubernetes",
    "G": "Clients",
}

HEAD = """# Failure modes, and what finds them

What can go wrong between a client and its model, by the ids that `agwctl doctor`, `agwctl validate` and
`agwctl explain` use; `agwctl explain ID` says how to tell and what to do. Written from the checks and the rules
themselves: `pytest --update-golden tests/doctor/test_coverage.py` writes it anew.

A *check* is one of `agwctl doctor` (`agwctl doctor --list`), a *rule* one of `agwctl validate`, which the doctor, too,
runs on the configuration that it finds. What only macOS, Windows or WSL have is read from their own commands, whose
recorded output the tests use.
"""


class Found(NamedTuple):
    """Who finds a failure."""

    checks: tuple[str, ...]
    rules: tuple[str, ...]
    """Of gateway configurations."""
    manifest_rules: tuple[str, ...]
    """Of Kubernetes manifests."""
    otherwise: str
    """What there is instead, or why there is nothing."""


@cache
def titles() -> Mapping[str, str]:
    return {id: page["title"] for id, page in data("failures").items()}


@cache
def coverage() -> Mapping[str, Found]:
    """Every id of the catalogue, in its order."""
    by_check = [(each, check(each).META.ids) for each in CHECKS]
    by_rule = [(code, rule(code).IDS) for code in RULES]
    found = {
        id: Found(
            tuple(name for name, ids in by_check if id in ids),
            tuple(sorted({*_having(id, by_rule, rules.RULES), *(code for code, ids in OF_CODES.items() if id in ids)})),
            tuple(sorted(_having(id, by_rule, manifest_rules.RULES))),
            reasons().get(id, ""),
        )
        for id in titles()
    }
    return {id: each if any(each) else each._replace(otherwise=reasons().get(id[0], "")) for id, each in found.items()}


@cache
def reasons() -> Mapping[str, str]:
    """By id, or by the letter of a section."""
    found: dict[str, str] = tomllib.loads((Path(__file__).parent / "coverage.toml").read_text("utf-8"))
    return found


def _having(id: str, by_rule: list[tuple[str, tuple[str, ...]]], among: Mapping[str, str]) -> Iterator[str]:
    return (code for code, ids in by_rule if id in ids and code in among)


def page() -> str:
    """The page in Markdown."""
    found = coverage()
    parts = [HEAD, _summary(found)]
    for letter, section in SECTIONS.items():
        parts.append(f"\n## {letter}. {section}\n\n| Id | Failure | State | By |\n|---|---|---|---|")
        rows = (
            f"| {id} | {titles()[id]} | {state(each)} | {_told(each)} |"
            for id, each in found.items()
            if id[0] == letter
        )
        parts += rows
    return "\n".join(parts) + "\n"


def state(found: Found) -> str:
    """How far a failure is found."""
    if found.checks == ("pasted-error-is-confirmed",) and not found.rules:
        return "detected in a pasted text"
    if found.checks and all(check(each).META.only_deep for each in found.checks) and not found.rules:
        return "detected with --deep"
    if found.checks or found.rules or found.manifest_rules:
        return "detected"
    return "not observable" if found.otherwise.startswith("not observable") else "explained only"


def _summary(found: Mapping[str, Found]) -> str:
    by_check = sum(bool(each.checks) for each in found.values())
    only_rules = sum(bool(not each.checks and (each.rules or each.manifest_rules)) for each in found.values())
    left = len(found) - by_check - only_rules
    return (
        f"Of {len(found)} failures {by_check} are found by checks, {only_rules} more by rules; "
        f"{left} are explained only, for the reason that stands with each."
    )


def _told(found: Found) -> str:
    parts = [
        *([_named("check", found.checks)] if found.checks else []),
        *([_named("rule", found.rules)] if found.rules else []),
        *([_named("rule", found.manifest_rules) + " of manifests"] if found.manifest_rules else []),
        *([found.otherwise] if found.otherwise else []),
    ]
    return "; ".join(parts)


def _named(kind: str, names: tuple[str, ...]) -> str:
    return f"{kind}{'s' if len(names) > 1 else ''} " + ", ".join(f"`{name}`" for name in names)
