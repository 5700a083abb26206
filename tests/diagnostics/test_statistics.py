"""How often each kind of diagnostic occurs."""

from __future__ import annotations

from agwctl.diagnostics.report import FileReport, Report
from agwctl.diagnostics.statistics import render
from tests.diagnostics.reports import sample


def test_the_most_frequent_first():
    file = sample().files[0]
    unknown, port, _, note = file.diagnostics
    found = (port, *[unknown] * 10, note)
    assert render(Report((file._replace(diagnostics=found), FileReport("good.yaml", "gateway", "checked")))) == (
        "10  AGW001  unknown-key   error    10 fixable\n 1  AGW005  out-of-range  error\n 1  AGW020  not-served    info"
    )


def test_nothing_is_nothing():
    assert render(Report(())) == ""
