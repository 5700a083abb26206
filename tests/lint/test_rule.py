"""What rules may look at."""

from __future__ import annotations

import pytest

from agwctl.compat import GUIDE
from agwctl.diagnostics.diagnostic import Edit, Fix
from agwctl.lint.rule import LintContext, Skip, fix
from agwctl.proxy.reach import reaches
from agwctl.source.node import Scalar
from tests.lint.contexts import context


def test_what_is_missing_means_something_only_when_everything_was_understood():
    assert not context("{bogus: 1}").is_whole
    whole = context("binds: []")
    assert whole.is_whole
    cut = LintContext(whole.config, whole.root, whole.source, whole.compat, text_is_whole=False)
    assert not cut.is_whole


def test_a_fix_needs_edits():
    edits = (Edit(Scalar("", True, 0, 0), "x"),)
    assert fix("do", edits, safe=False) == Fix("do", False, edits)
    assert fix("do", None) is None


def test_calls_are_followed_only_where_the_gateway_would_start():
    text = "llm: {models: [{name: a, provider: ollama}, {name: b, provider: ollama}]}"
    whole = context(text)
    assert whole.config.llm is not None
    second = whole.config.llm.models[1:]
    with pytest.raises(Skip):
        whole.reach(second)
    followed = LintContext(whole.config, whole.root, whole.source, GUIDE, reach=reaches)
    assert {way.name for way in followed.reach(second)} == {"b"}
    with pytest.raises(Skip):
        LintContext(whole.config, whole.root, whole.source, GUIDE, loads=False, reach=reaches).reach(second)
