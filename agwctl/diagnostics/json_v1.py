"""The first version of the machine format. A field may be added here; one that changes its meaning makes a v2."""

from __future__ import annotations

import json
from typing import Any

from agwctl import __version__
from agwctl.diagnostics.diagnostic import Diagnostic, LocatedFix, Severity
from agwctl.diagnostics.report import Report
from agwctl.source.node import Position, Span

__all__ = ["render"]


def render(report: Report) -> str:
    """One JSON document; lines and columns are code points from 1, an end is exclusive."""
    document = {
        "schemaVersion": 1,
        "tool": {"name": "agwctl", "version": __version__},
        "files": [
            {"path": file.path, "kind": file.kind, "status": file.status, "reason": file.reason}
            for file in report.files
        ],
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in report.diagnostics],
        "summary": {
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
            "infos": report.count(Severity.INFO),
            "checked": len(report.with_status("checked")),
            "skipped": len(report.with_status("skipped")),
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False)


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code.id,
        "name": diagnostic.code.name,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "path": diagnostic.source.path,
        "document": diagnostic.document,
        "pointer": diagnostic.pointer,
        "range": _range(diagnostic.span),
        "related": [
            {
                "message": related.message,
                "path": (related.source or diagnostic.source).path,
                "pointer": related.pointer,
                "range": _range(related.span),
            }
            for related in diagnostic.related
        ],
        "fix": None if diagnostic.fix is None else _fix(diagnostic.fix),
    }


def _fix(fix: LocatedFix) -> dict[str, Any]:
    edits = [{"range": _range(edit.span), "text": edit.text} for edit in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


def _range(span: Span) -> dict[str, Any]:
    return {"start": _position(span.start), "end": _position(span.end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
