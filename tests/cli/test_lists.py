"""Lists of codes and keys."""

from __future__ import annotations

import json

from agwctl.cli.lists import not_served_list, rule_list
from agwctl.config.not_served import not_served
from agwctl.lint.rules import RULES
from agwctl.lint.selection import matching


def test_all_codes_are_listed_in_order():
    lines = rule_list(as_json=False).splitlines()
    listed = [line.split()[0] for line in lines]
    assert listed == sorted(listed)
    assert set(listed) == matching("ALL") >= set(RULES)
    assert any(line.startswith("AGW401  request-model-wins ") and line.endswith("(E20)") for line in lines)


def test_the_lists_for_programs():
    rules = json.loads(rule_list(as_json=True))
    assert rules["schemaVersion"] == 1
    assert {"code", "name", "severity", "title", "failureModes"} == rules["rules"][0].keys()
    assert json.loads(not_served_list(as_json=True))["notServed"] == not_served()
    assert not_served_list(as_json=False).splitlines() == not_served()
