"""Counting and summing up."""

from __future__ import annotations

import pytest

from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Code, Diagnostic, Severity
from agwctl.diagnostics.report import FileReport, Report
from agwctl.source.node import Position, Source, Span

SPOT = Span(Position(1, 1), Position(1, 2))


def checked(path: str, *found: Code, pointer: str = "a.b") -> FileReport:
    diagnostics = tuple(Diagnostic(code, "m", None, Source(path, ""), 0, pointer, SPOT) for code in found)
    return FileReport(path, "gateway", "checked", None, diagnostics)


SKIPPED = FileReport("k.yaml", "kubernetes", "skipped", "later")
UNREADABLE = FileReport("gone.yaml", "unknown", "unreadable", "no such file")


@pytest.mark.parametrize(
    ("files", "summary"),
    [
        ([checked("a.yaml")], "a.yaml: no problems"),
        ([checked("a.yaml", codes.UNKNOWN_KEY)], "a.yaml: 1 error"),
        ([checked("a.yaml", codes.UNKNOWN_KEY, codes.WRONG_TYPE, codes.REPEATED_ENTRY)], "a.yaml: 2 errors, 1 warning"),
        (
            [checked("a.yaml", codes.NOT_SERVED, codes.NOT_SERVED)],
            "a.yaml: 2 notes; valid, but `agwctl serve` does not run b yet",
        ),
        ([checked("a.yaml", codes.NOT_SERVED, codes.UNKNOWN_KEY)], "a.yaml: 1 error, 1 note"),
        ([checked("a.yaml"), checked("b.yaml", codes.UNKNOWN_KEY)], "2 files: 1 error"),
        ([checked("a.yaml"), SKIPPED, UNREADABLE], "1 file: no problems; 1 file skipped (later); 1 file unreadable"),
        ([checked("a.yaml")._replace(reason="b")], "a.yaml: no problems; not checked: b"),
        (
            [checked("a.yaml"), *[checked("b.yaml")._replace(reason="c")] * 2],
            "3 files: no problems; parts of 2 files not checked (--format json names them)",
        ),
        ([], "0 files: no problems"),
    ],
)
def test_summary(files, summary):
    assert Report(tuple(files)).summary() == summary


def test_counts():
    report = Report(
        (checked("a.yaml", codes.UNKNOWN_KEY, codes.NOT_SERVED), SKIPPED, checked("b.yaml", codes.WRONG_TYPE))
    )
    assert report.has_errors
    assert [report.count(severity) for severity in Severity] == [2, 0, 1]
    assert report.with_status("skipped") == [SKIPPED]
    assert not Report((checked("a.yaml", codes.NOT_SERVED, codes.REPEATED_ENTRY),)).has_errors


@pytest.mark.parametrize(
    ("file", "is_incomplete"),
    [(checked("a"), False), (checked("a")._replace(reason="b"), True), (SKIPPED, True), (UNREADABLE, False)],
)
def test_what_is_incomplete(file, is_incomplete):
    assert Report((file,)).is_incomplete == is_incomplete
