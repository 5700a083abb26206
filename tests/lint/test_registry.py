"""All rules under one roof."""

from __future__ import annotations

from agwctl.lint import rules
from agwctl.lint.kubernetes import rules as manifest_rules
from agwctl.lint.registry import RULES, rule


def test_every_rule_is_there():
    assert RULES.keys() == rules.RULES.keys() | manifest_rules.RULES.keys()
    assert list(RULES) == sorted(RULES)
    assert [code for code in RULES if rule(code).META.id != code] == []
    assert len({rule(code).META.name for code in RULES}) == len(RULES)
