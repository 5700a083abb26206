from __future__ import annotations

from agwctl.lint.nodes import at, entries, given, items, scalar
from tests.lint.contexts import context

ROOT = context("config: {adminAddr: 'off', dns: {edns0: true}}\nbinds: []\nllm: {models: [], gateways: a}").root


def test_down_the_keys():
    assert scalar(at(ROOT, "config", "dns", "edns0")) is True
    assert at(ROOT, "config", "adminAddr", "x") is None
    assert at(None, "config") is None


def test_entries_and_items():
    assert [key.text for key, _ in entries(ROOT)] == ["config", "binds", "llm"]
    assert entries(at(ROOT, "binds")) == []
    assert list(items(at(ROOT, "binds"))) == list(items(None)) == []
    assert [scalar(item) for item in items(at(ROOT, "llm", "gateways"))] == ["a"]


def test_a_field_that_is_not_given_has_no_node():
    config = context("config: {adminAddr: 'off'}").config.config
    assert scalar(given(config, "admin_addr")) == "off"
    assert given(config, "stats_addr") is given(None, "stats_addr") is None
