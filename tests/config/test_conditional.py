"""Policies under conditions: the list of them as a whole."""

from __future__ import annotations

import pytest

from agwctl.config.load import load_text

EMPTY = "conditional policies must have at least one entry"
LAST = "conditional policy entries without condition must be last"
MANY = "conditional policies may have at most 64 entries"

POLICIES = {
    "directResponse": "status: 200",
    "transformations": "request: {remove: [a]}",
    "extAuthz": "host: 'a:1'",
    "extProc": "host: 'a:1'",
    "remoteRateLimit": "{host: 'a:1', domain: d, descriptors: []}",
    "localRateLimit": "fillInterval: 1s",
}


def told(policy: str, entries: list[str]) -> list[tuple[str, str]]:
    """Places and messages for entries, each with or without a condition."""
    own = POLICIES[policy].strip("{}") if policy == "remoteRateLimit" else POLICIES[policy]
    written = ", ".join(f"{{{entry}{own}}}" for entry in entries)
    text = (
        f"gateways: {{g: {{port: 1}}}}\nroutes: [{{gateways: g, policies: {{{policy}: {{conditional: [{written}]}}}}}}]"
    )
    above = f"routes[0].policies.{policy}."
    return [(found.pointer.removeprefix(above), found.message) for found in load_text(text, environ={}).errors]


@pytest.mark.parametrize("policy", POLICIES)
def test_the_entries_of_each_policy(policy):
    when = "condition: 'true', "
    assert told(policy, [when, when, ""]) == []
    assert told(policy, [""]) == []
    assert told(policy, [when, "", when]) == [("conditional[1]", LAST)]
    assert told(policy, ["condition: null, ", when]) == [("conditional[0]", LAST)]
    assert told(policy, [when] * 64) == []
    assert [message for _, message in told(policy, [when] * 65)] == [MANY]


@pytest.mark.parametrize("policy", [name for name in POLICIES if name != "localRateLimit"])
def test_no_entry(policy):
    assert told(policy, []) == [("conditional", EMPTY)]


def test_no_entry_of_local_rate_limits_is_no_limit():
    assert told("localRateLimit", []) == []


def test_a_condition_with_a_mistake_is_one():
    ((place, message),) = told("extAuthz", ["condition: '(', ", ""])
    assert place == "conditional[0].condition"
    assert message.startswith("parse: ERROR: <input>:1:2:")
