"""The machine format."""

from __future__ import annotations

import json

from agwctl import __version__
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Diagnostic, LocatedEdit, LocatedFix, Related
from agwctl.diagnostics.json_v1 import render
from agwctl.diagnostics.report import FileReport, Report
from agwctl.source.node import Source

SOURCE = Source("gw.yaml", "modle: é\nb: c\n")
SPAN, OTHER = SOURCE.between(0, 5), SOURCE.between(9, 10)


def test_the_whole_document():
    fix = LocatedFix("rename to 'model'", True, (LocatedEdit(SPAN, "model"),))
    related = (Related("given here first", "b", OTHER),)
    found = Diagnostic(codes.UNKNOWN_KEY, "unknown é", "did you mean?", SOURCE, 1, "modle", SPAN, related, fix)
    bare = Diagnostic(codes.NOT_SERVED, "m", None, SOURCE, 0, "", OTHER)
    files = (
        FileReport("gw.yaml", "gateway", "checked", None, (found, bare)),
        FileReport("k.yaml", "kubernetes", "skipped", "later"),
        FileReport("gone.yaml", "unknown", "unreadable", "no such file"),
    )
    text = render(Report(files))
    here = {"start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 6}}
    there = {"start": {"line": 2, "column": 1}, "end": {"line": 2, "column": 2}}
    assert json.loads(text) == {
        "schemaVersion": 1,
        "tool": {"name": "agwctl", "version": __version__},
        "files": [
            {"path": "gw.yaml", "kind": "gateway", "status": "checked", "reason": None},
            {"path": "k.yaml", "kind": "kubernetes", "status": "skipped", "reason": "later"},
            {"path": "gone.yaml", "kind": "unknown", "status": "unreadable", "reason": "no such file"},
        ],
        "diagnostics": [
            {
                "code": "AGW001",
                "name": "unknown-key",
                "severity": "error",
                "message": "unknown é",
                "hint": "did you mean?",
                "path": "gw.yaml",
                "document": 1,
                "pointer": "modle",
                "range": here,
                "related": [{"message": "given here first", "path": "gw.yaml", "pointer": "b", "range": there}],
                "fix": {"title": "rename to 'model'", "safe": True, "edits": [{"range": here, "text": "model"}]},
            },
            {
                "code": "AGW020",
                "name": "not-served",
                "severity": "info",
                "message": "m",
                "hint": None,
                "path": "gw.yaml",
                "document": 0,
                "pointer": "",
                "range": there,
                "related": [],
                "fix": None,
            },
        ],
        "summary": {"errors": 1, "warnings": 0, "infos": 1, "checked": 1, "skipped": 1},
    }
    assert text.index('"schemaVersion"') < text.index('"tool"'), "the version comes first"


def test_nothing_found():
    assert json.loads(render(Report(())))["diagnostics"] == []
