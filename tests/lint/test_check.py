"""Files are checked: what the release refuses and what the rules find, in one list."""

from __future__ import annotations

import pytest

from agwctl.compat import RELEASE
from agwctl.diagnostics.diagnostic import Severity
from agwctl.lint.check import Checker
from agwctl.lint.selection import matching

CHECKER = Checker({})


@pytest.mark.parametrize(
    ("text", "kind", "status", "codes"),
    [
        ("{}", "gateway", "checked", []),
        ("bogus: 1", "gateway", "checked", ["unknown-key"]),
        ("", "gateway", "checked", ["document-count"]),
        ("a: [", "gateway", "checked", ["yaml-syntax"]),
        ("{}\n---\n{}", "gateway", "checked", ["document-count"]),
        ("scenario: ollama", "scenario", "checked", []),
        ("scenario: ollama\nsed: 1", "scenario", "checked", ["unknown-key"]),
        ("scenario: ollama\nmodels: [{name: a, system: $X}]", "scenario", "checked", []),
        ("scenario: ollama\nmodels: [", "scenario", "checked", ["yaml-syntax"]),
        ("{apiVersion: v1, kind: Secret}", "kubernetes", "skipped", []),
        ("{apiVersion: v1, kind: Secret}\n---\n{apiVersion: v1, kind: Secret}", "kubernetes", "skipped", []),
    ],
)
def test_a_file_that_was_named(text, kind, status, codes):
    report = CHECKER.data(text.encode(), "gw.yaml")
    assert (report.kind, report.status) == (kind, status)
    assert [found.code.name for found in report.diagnostics if found.severity is Severity.ERROR] == codes
    assert (report.reason is None) == (status == "checked")


def test_documents_of_several_kinds():
    report = CHECKER.data(b"{apiVersion: v1, kind: X}\n---\nbinds: [{prot: 1, listeners: []}]\n", "all.yaml")
    assert (report.kind, report.status) == ("gateway", "checked")
    found = {each.code.name: each.document for each in report.diagnostics if each.severity is Severity.ERROR}
    assert found == {"document-count": 1, "unknown-key": 1}


def test_a_file_that_was_only_found_must_look_like_ours():
    report = CHECKER.data(b"on: push\njobs: {}", "ci.yaml", is_named=False)
    assert (report.kind, report.status) == ("unknown", "skipped")


def test_files_that_cannot_be_read(tmp_path):
    gone = CHECKER.file(tmp_path / "gone.yaml")
    assert (gone.kind, gone.status) == ("unknown", "unreadable")
    assert gone.reason == f"failed to open file `{tmp_path}/gone.yaml`: No such file or directory"
    assert CHECKER.data(b"\xff", "x.yaml").status == "unreadable"


BOTH = """
llm:
  models: [{name: '*', provider: ollama}]
binds: [{port: 3000, listners: []}]
"""


def test_rules_run_beside_errors_in_the_order_of_the_text():
    report = Checker({}, matching("AGW502")).text(BOTH, "gw.yaml")
    assert [each.code.id for each in report.diagnostics] == ["AGW502", "AGW001"]


def test_what_the_release_refuses_is_told_whatever_is_selected():
    assert [each.code.id for each in Checker({}, frozenset()).text(BOTH, "x").diagnostics] == ["AGW001"]


@pytest.mark.parametrize(("pattern", "count"), [("gw.yaml", 0), ("*.yaml", 0), ("other/*", 1), ("*/dev/*", 0)])
def test_codes_that_do_not_count_at_a_path(pattern, count, tmp_path):
    text = "llm: {models: [{name: '*', provider: ollama}]}"
    checker = Checker({}, matching("AGW502"), per_path=((pattern, matching("AGW5")),))
    assert len(checker.text(text, str(tmp_path / "dev" / "gw.yaml")).diagnostics) == count


def test_unknown_keys_may_be_warnings():
    report = Checker({}, frozenset(), allow_unknown=True).text("bogus: 1", "x")
    assert [each.severity for each in report.diagnostics] == [Severity.WARNING]


def test_the_mode_counts():
    text = "routes:\n- backends:\n  - ai: {name: a, provider: {openAI: {model: x}}}\n"
    severities = [
        [each.severity for each in Checker({}, matching("AGW401"), *mode).text(text, "x").diagnostics]
        for mode in ((), (RELEASE,))
    ]
    assert [each[-1:] for each in severities] == [[Severity.INFO], [Severity.WARNING]]


FOREIGN = [
    "",
    "# nothing\n",
    "{{- define }}\nfoo: {{ x }}\n",
    "services:\n  a:\n   image: x\n  - b\n",
    "key: value: value\n",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_a_foreign_file_in_a_folder_is_no_mistake(text):
    assert CHECKER.text(text, "x.yaml", is_named=False).status == "skipped"
    assert CHECKER.text(text, "x.yaml").status == "checked"


def test_a_broken_file_in_a_folder_is_told_when_it_is_ours():
    report = CHECKER.text("binds: : x\n- a", "x.yaml", is_named=False)
    assert report.status == "checked"
    assert report.diagnostics[0].code.name == "yaml-syntax"
