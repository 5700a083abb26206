"""One line for each diagnostic."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given

from agwctl.diagnostics.concise import render
from agwctl.diagnostics.report import Report
from tests.diagnostics.reports import any_report, sample

GOLDEN = Path(__file__).parent / "golden"


def test_the_whole_text(golden):
    golden(GOLDEN / "concise.txt", render(sample()) + "\n")


def test_nothing_is_nothing():
    assert render(Report(())) == ""


@given(any_report())
def test_a_finding_is_one_line(report):
    shown = render(report)
    assert len(shown.splitlines()) == 1
    assert " error AGW001 unknown-key " in shown
