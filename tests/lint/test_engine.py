"""Rules are run one by one: what one does is nothing to the others."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from agwctl.compat import GUIDE, RELEASE
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint import engine
from agwctl.lint.rule import Skip
from tests.lint.contexts import context


def rules(monkeypatch, **checks):
    """Replaces all rules; names are codes."""
    metas = {code: Code(code, code.lower(), Severity.INFO, "") for code in checks}
    modules = {code: SimpleNamespace(META=metas[code], IDS=(), check=check) for code, check in checks.items()}
    monkeypatch.setattr(engine, "RULES", {code: code.lower() for code in checks})
    monkeypatch.setattr(engine, "rule", modules.__getitem__)
    return metas


def ran(compat=GUIDE, wanted=("AGW401", "AGW701", "AGW702")):
    return [(each.code.id, each.code.severity, each.message) for each in engine.run(context("{}", compat), wanted)]


@pytest.fixture
def three_rules(monkeypatch):
    def once(ctx):
        yield Finding(metas["AGW401"], ctx.root, "first")
        yield Finding(metas["AGW401"], ctx.root, "again")

    def fails(ctx):
        yield Finding(metas["AGW701"], ctx.root, "before")
        raise KeyError("gone")

    def skips(ctx):
        raise Skip("there is no path")
        yield

    metas = rules(monkeypatch, AGW401=once, AGW701=fails, AGW702=skips)


def test_a_failing_rule_and_a_skipped_one_are_told(three_rules):
    assert ran() == [
        ("AGW401", Severity.INFO, "first"),
        ("AGW701", Severity.INFO, "before"),
        ("AGW791", Severity.WARNING, "a bug in agwctl: the rule agw701 (AGW701) failed here with KeyError: 'gone'"),
        ("AGW792", Severity.INFO, "the rule agw702 (AGW702) cannot tell: there is no path"),
    ]


def test_only_what_is_wanted_runs(three_rules):
    assert [code for code, *_ in ran(wanted=("AGW401",))] == ["AGW401"]


def test_a_difference_is_a_warning_for_those_who_want_the_release(three_rules):
    assert ran(RELEASE, ("AGW401",)) == [("AGW401", Severity.WARNING, "first")]
    assert ran(RELEASE, ("AGW701",))[0] == ("AGW701", Severity.INFO, "before")
