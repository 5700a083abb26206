"""Files are found, told apart and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from agwctl.config.files import check_bytes, check_file, files_in


@pytest.mark.parametrize(
    ("text", "kind", "status", "codes"),
    [
        ("{}", "gateway", "checked", []),
        ("bogus: 1", "gateway", "checked", ["unknown-key"]),
        ("", "gateway", "checked", ["document-count"]),
        ("a: [", "gateway", "checked", ["yaml-syntax"]),
        ("{}\n---\n{}", "gateway", "checked", ["document-count"]),
        ("{apiVersion: v1, kind: Secret}", "kubernetes", "skipped", []),
        ("{apiVersion: v1, kind: Secret}\n---\n{apiVersion: v1, kind: Secret}", "kubernetes", "skipped", []),
    ],
)
def test_a_file_that_was_named(text, kind, status, codes):
    report = check_bytes(text.encode(), "gw.yaml", {})
    assert (report.kind, report.status) == (kind, status)
    assert [found.code.name for found in report.diagnostics] == codes
    assert (report.reason is None) == (status == "checked")


def test_documents_of_several_kinds():
    report = check_bytes(b"{apiVersion: v1, kind: X}\n---\nbinds: [{prot: 1, listeners: []}]\n", "all.yaml", {})
    assert (report.kind, report.status) == ("gateway", "checked")
    found = {diagnostic.code.name: diagnostic.document for diagnostic in report.diagnostics}
    assert found == {"document-count": 1, "unknown-key": 1}


def test_a_file_that_was_only_found_must_look_like_ours():
    assert check_bytes(b"services: {}\nversion: 3", "x.yaml", {}, is_named=False).status == "checked"
    report = check_bytes(b"on: push\njobs: {}", "ci.yaml", {}, is_named=False)
    assert (report.kind, report.status) == ("unknown", "skipped")


def test_files_that_cannot_be_read(tmp_path):
    gone = check_file(tmp_path / "gone.yaml", {})
    assert (gone.kind, gone.status) == ("unknown", "unreadable")
    assert gone.reason == f"failed to open file `{tmp_path}/gone.yaml`: No such file or directory"
    assert check_bytes(b"\xff", "x.yaml", {}).status == "unreadable"


def test_the_files_of_a_folder(tmp_path):
    for name in ("b.yaml", "a.yml", "c.json", "sub/d.yaml", ".git/e.yaml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    assert [path.relative_to(tmp_path) for path in files_in(tmp_path)] == [
        Path("a.yml"),
        Path("b.yaml"),
        Path("sub/d.yaml"),
    ]
