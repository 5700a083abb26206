from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from agwctl import __version__
from agwctl.doctor.check import Fix, failed
from agwctl.doctor.facts.configuration import Configuration
from agwctl.doctor.report import markdown as module
from agwctl.doctor.report.markdown import markdown
from tests.doctor.healthy import healthy
from tests.doctor.report.test_human import BROKEN, GOLDEN, TWO
from tests.doctor.told import WELL, checked, diagnosis


def test_a_report_for_an_issue_tracker(monkeypatch: pytest.MonkeyPatch, golden: Callable[[Path, str], None]):
    monkeypatch.setattr(module, "raw", lambda facts: "facts\n  …")
    monkeypatch.setattr("platform.python_version", lambda: "3.11.7")
    facts = replace(TWO, configuration=Configuration("gw.yaml"))
    golden(GOLDEN / "broken.md", markdown(facts, BROKEN, 0.84, "linux-systemd").replace(__version__, "VERSION"))


def test_the_facts_come_with_it():
    assert "192.168.1.20" in markdown(healthy(), WELL, 0.1, "linux-systemd").partition("<details>")[2]


def test_what_others_wrote_is_no_markup():
    hostile = "| @ada <img> [x](http://y) `a` **b**\n# c"
    found = diagnosis(checked("a", failed("A23", hostile, ["```\n# d"], [Fix(hostile, ("echo '```'",))])))
    text = markdown(healthy(), found, 0.1, "linux-systemd")
    assert "\n# c" not in text
    assert "@ada" not in text
    assert "<img>" not in text
    assert "\\| @\u200bada \\<img\\> \\[x\\](http://y) \\`a\\` \\*\\*b\\*\\*\\\\n\\# c" in text
    assert "\n````\necho '```'\n````" in text
