"""Runs the rules over one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from agwctl.compat import DIFFERENCES, RELEASE
from agwctl.diagnostics.diagnostic import Finding, Severity
from agwctl.lint.own_codes import RULE_CRASHED, RULE_SKIPPED
from agwctl.lint.rule import Checks, LintContext, Skip
from agwctl.lint.rules import RULES, rule
from agwctl.source.node import Node, Scalar

__all__ = ["found_by", "run"]

C = TypeVar("C")

_DIFFERENCES = frozenset(difference.code for difference in DIFFERENCES)


def run(ctx: LintContext, wanted: Iterable[str]) -> list[Finding]:
    """What the rules of these codes find in a configuration, each thing at a node once; what fails is among it."""
    codes = [code for code in RULES if code in wanted]
    return [_weighed(finding, ctx) for finding in found_by({code: rule(code) for code in codes}, ctx)]


def found_by(rules: Mapping[str, Checks[C]], ctx: C) -> list[Finding]:
    """What these rules find, by their codes, each thing at a node once; what fails is among it."""
    found: dict[tuple[int, str], Finding] = {}
    for code, each in rules.items():
        for finding in _run_rule(each, ctx, code):
            found.setdefault((id(finding.node), finding.code.id), finding)
    return list(found.values())


def _run_rule(rule: Checks[C], ctx: C, code: str) -> Iterator[Finding]:
    name = rule.META.name
    try:
        yield from rule.check(ctx)
    except Skip as skip:
        yield Finding(RULE_SKIPPED, _nowhere(), f"the rule {name} ({code}) cannot tell: {skip}")
    except Exception as failure:
        told = f"{type(failure).__name__}: {failure}"
        yield Finding(
            RULE_CRASHED,
            _nowhere(),
            f"a bug in agwctl: the rule {name} ({code}) failed here with {told}",
            f"leave it out with --ignore {code}, and report it with this file",
        )


def _weighed(finding: Finding, ctx: LintContext) -> Finding:
    """A difference between the modes is worth a warning for those who ask for what the release does."""
    code = finding.code
    if ctx.compat is RELEASE and code.id in _DIFFERENCES and code.severity is Severity.INFO:
        return finding._replace(code=code._replace(severity=Severity.WARNING))
    return finding


def _nowhere() -> Node:
    return Scalar("", True, 0, 0)
