"""The steps of `agwctl validate`: what is asked for, and what the exit code says."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from agwctl.cli.checking import Asked, Flags, exit_code, reports, terms, words
from agwctl.compat import RELEASE
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Code, Diagnostic, Severity
from agwctl.diagnostics.report import FileReport, Report
from agwctl.lint.own_codes import RULE_CRASHED, RULE_SKIPPED
from agwctl.source.node import Source

SOURCE = Source("x", "")
WARNING = codes.REPEATED_ENTRY
SKIPPED = FileReport("k.yaml", "kubernetes", "skipped", "later")


def report(*found: Code, others: tuple[FileReport, ...] = ()) -> Report:
    diagnostics = tuple(Diagnostic(code, "", None, SOURCE, 0, "", SOURCE.between(0, 0)) for code in found)
    return Report((FileReport("x", "gateway", "checked", None, diagnostics), *others))


@pytest.mark.parametrize(
    ("found", "others", "fail_on", "strict", "code"),
    [
        ([], (), "error", False, 0),
        ([WARNING], (), "error", False, 0),
        ([WARNING], (), "warning", False, 1),
        ([WARNING], (), "info", False, 1),
        ([codes.NOT_SERVED], (), "warning", False, 0),
        ([codes.NOT_SERVED], (), "info", False, 1),
        ([RULE_CRASHED], (), "error", False, 4),
        ([RULE_CRASHED], (), "info", False, 4),
        ([RULE_CRASHED, codes.UNKNOWN_KEY], (), "error", False, 1),
        ([RULE_SKIPPED], (), "info", False, 0),
        ([RULE_SKIPPED], (), "error", True, 4),
        ([], (SKIPPED,), "error", False, 0),
        ([], (SKIPPED,), "error", True, 4),
        ([codes.UNKNOWN_KEY], (FileReport("y", "unknown", "unreadable", "gone"),), "error", False, 3),
    ],
)
def test_exit_codes(found, others, fail_on, strict, code):
    assert exit_code(report(*found, others=others), Severity(fail_on), strict=strict) == code


def test_words():
    assert words(None) is words([]) is None
    assert words(["A, B", "C,"]) == ("A", "B", "C")


@pytest.mark.parametrize(("name", "places"), [("<stdin>", ["a", "-"]), ("dev/gw.yaml", ["a", "dev/gw.yaml"])])
def test_where_stdin_is(name, places):
    assert Asked(("a", "-"), name, Flags(), False, False).places == places


def test_flags_come_before_settings(tmp_path):
    (tmp_path / ".agwctl.yaml").write_text(
        "select: [AGW5]\nignore: [AGW501]\nfail-on: warning\ncompat: 1.4\nper-path-ignores: {'dev/*': [AGW502]}\n"
    )
    paths = [str(tmp_path / "gw.yaml")]
    how, fail_on = terms(paths, Flags(), {})
    assert "AGW502" in how.wanted
    assert not how.wanted & {"AGW501", "AGW401"}
    assert (how.compat, fail_on) == (RELEASE, Severity.WARNING)
    assert how.per_path == ((str(tmp_path / "dev/*"), frozenset({"AGW502"})),)
    how, fail_on = terms(paths, Flags(("AGW401",), (), "info", "guide"), {})
    assert (how.wanted, how.compat.name, fail_on) == (frozenset({"AGW401"}), "guide", Severity.INFO)


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes")
def test_a_pipe_is_read_once(tmp_path):
    """As in `agwctl validate <(jsonnet a) <(jsonnet b)`."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.yaml").write_text("{}")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=("{apiVersion: 5}",), daemon=True)
    writer.start()
    paths = [str(tmp_path / "pipe"), str(tmp_path / "a.yaml")]
    how, _ = terms(paths, Flags(), {})
    pipe, _ = reports(paths, how, "<stdin>")
    assert [each.pointer for each in pipe.diagnostics] == ["apiVersion"]
