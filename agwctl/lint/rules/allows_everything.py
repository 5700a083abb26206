"""Rules of authorization that refuse nobody.

What it does: finds `authorization` whose rules are only `true`, only `deny: false`, or none at all.

Why: such a policy looks like protection and lets every request pass. An empty list of rules allows everything.

Example:

    authorization:
      rules: []

Use instead: a rule that looks at the request, or no policy.

    authorization:
      rules:
      - apiKey.team == "research"
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.bind import GatewayPolicies
from agwctl.config.llm import LlmModel
from agwctl.config.model import Model
from agwctl.config.policy import BackendPolicies, RoutePolicies
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import at, entries, given, items, scalar
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node, Sequence

META = Code("AGW507", "allows-everything", Severity.WARNING, "rules of authorization that refuse nobody")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    owners: list[Model] = [*ctx.each(GatewayPolicies), *ctx.each(RoutePolicies)]
    owners += [*ctx.each(BackendPolicies), *ctx.each(LlmModel)]
    for owner in owners:
        rules = at(given(owner, "authorization"), "rules")
        if isinstance(rules, Sequence) and _refuses_nobody(rules):
            what = "no rule: everything is allowed" if not rules.items else "these rules allow everything"
            yield Finding(META, rules, what, "write a rule that looks at the request, or take the policy out")


def _refuses_nobody(rules: Sequence) -> bool:
    kinds = [_kind(rule) for rule in rules.items]
    allows = [text for kind, text in kinds if kind == "allow"]
    harmless = all(text == ("false" if kind == "deny" else "true") for kind, text in kinds if kind != "allow")
    return harmless and (not allows or "true" in allows)


def _kind(rule: Node) -> tuple[str, str]:
    """Its kind and its expression; a plain one allows."""
    for key, value in entries(rule):
        return key.text, str(scalar(value)).strip().lower()
    return "allow", "; ".join(str(scalar(item)) for item in items(rule)).strip().lower()
