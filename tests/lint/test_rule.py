"""What rules may look at."""

from __future__ import annotations

from agwctl.diagnostics.diagnostic import Edit, Fix
from agwctl.lint.rule import LintContext, fix
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
