"""Runs the rules over one document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agwctl.compat import DIFFERENCES, RELEASE
from agwctl.diagnostics.diagnostic import Finding, Severity
from agwctl.lint.own_codes import RULE_CRASHED, RULE_SKIPPED
from agwctl.lint.rule import LintContext, Skip
from agwctl.lint.rules import RULES, rule
from agwctl.source.node import Node, Scalar

__all__ = ["run"]

_DIFFERENCES = frozenset(difference.code for difference in DIFFERENCES)


def run(ctx: LintContext, wanted: Iterable[str]) -> list[Finding]:
    """What the rules of these codes find, each thing at a node once; rules that fail are among it."""
    found: dict[tuple[int, str], Finding] = {}
    for code in RULES:
        if code in wanted:
            for finding in _run_rule(ctx, code):
                found.setdefault((id(finding.node), finding.code.id), _weighed(finding, ctx))
    return list(found.values())


def _run_rule(ctx: LintContext, code: str) -> Iterator[Finding]:
    name = RULES[code].replace("_", "-")
    try:
        yield from rule(code).check(ctx)
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
