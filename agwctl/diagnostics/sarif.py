"""SARIF 2.1.0, for GitHub's code scanning and other collectors of findings."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from agwctl import __version__
from agwctl.diagnostics.diagnostic import Code, Diagnostic, LocatedFix, Severity
from agwctl.diagnostics.report import FileReport, Report
from agwctl.source.node import Source, Span

__all__ = ["render"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_RANKS = list(_LEVELS)
_ROOT = "%SRCROOT%"
_SUBJECTS = {
    "0": "syntax",
    "1": "routing",
    "2": "backends",
    "3": "policies",
    "4": "llm",
    "5": "security",
    "6": "performance",
    "7": "hygiene",
    "8": "kubernetes",
}
"""What the first digit of a code says."""
_INDEX = re.compile(r"\[\d+\]")


def render(report: Report) -> str:
    """One log with one run. Its rules are those that occur; columns are code points."""
    found = report.diagnostics
    codes = _codes(found)
    unreadable = report.with_status("unreadable")
    run = {
        "tool": {
            "driver": {"name": "agwctl", "semanticVersion": __version__, "rules": [_rule(code) for code in codes]}
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which agwctl was run."}}},
        "invocations": [
            {"executionSuccessful": not unreadable, "toolExecutionNotifications": list(map(_notification, unreadable))}
        ],
        "results": list(_results(found, {code.id: index for index, code in enumerate(codes)})),
    }
    text = json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()


def _codes(found: list[Diagnostic]) -> list[Code]:
    """Each code once, by its number: of one that is told in several severities the worst counts for the rule."""
    worst_last = sorted((each.code for each in found), key=lambda code: (code.id, -_RANKS.index(code.severity)))
    return list({code.id: code for code in worst_last}.values())


def _rule(code: Code) -> dict[str, Any]:
    title = f"{code.title[:1].upper()}{code.title[1:]}."
    return {
        "id": code.id,
        "name": code.name,
        "shortDescription": {"text": title},
        "help": {"text": f"{title} `agwctl explain {code.id}` tells more."},
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
        "properties": {"tags": [_SUBJECTS.get(code.id[3:4], "other")]},
    }


def _notification(file: FileReport) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": _artifact(file.path)}}
    return {"level": "error", "message": {"text": file.reason or "it cannot be read"}, "locations": [location]}


def _results(found: list[Diagnostic], indices: dict[str, int]) -> Iterator[dict[str, Any]]:
    alike: Counter[tuple[str, ...]] = Counter()
    for diagnostic in found:
        code, traits = diagnostic.code, _traits(diagnostic)
        alike[traits] += 1
        result = {
            "ruleId": code.id,
            "ruleIndex": indices[code.id],
            "level": _LEVELS[code.severity],
            "message": {"text": _told(diagnostic)},
            "locations": [_location(diagnostic.source, diagnostic.span, diagnostic.pointer)],
            "partialFingerprints": {"agwctl/v1": _digest(*traits, str(alike[traits]))},
        }
        if diagnostic.related:
            result["relatedLocations"] = [
                {"id": number, "message": {"text": label.message}}
                | _location(label.source or diagnostic.source, label.span, label.pointer)
                for number, label in enumerate(diagnostic.related, 1)
            ]
        if diagnostic.fix is not None and not _shows_secret(diagnostic.source, diagnostic.fix):
            result["fixes"] = [_fix(diagnostic.source, diagnostic.fix)]
        yield result


def _told(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.message}\n{diagnostic.hint}" if diagnostic.hint else diagnostic.message


def _traits(diagnostic: Diagnostic) -> tuple[str, ...]:
    """What stays the same when the file grows above it: neither its line nor its place in a list."""
    where = _artifact(diagnostic.source.path)["uri"]
    text = diagnostic.source.shown_line(diagnostic.span.start.line).strip().removeprefix("- ")
    return diagnostic.code.id, where, _INDEX.sub("[]", diagnostic.pointer), text


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _location(source: Source, span: Span, pointer: str) -> dict[str, Any]:
    where = {"physicalLocation": {"artifactLocation": _artifact(source.path), "region": _region(span)}}
    return where | ({"logicalLocations": [{"fullyQualifiedName": pointer}]} if pointer else {})


def _region(span: Span) -> dict[str, int]:
    (line, column), (last, end) = span
    return {"startLine": line, "startColumn": column, "endLine": last, "endColumn": end}


def _artifact(path: str) -> dict[str, str]:
    """A URI below the folder in which we run, or an absolute one for what is elsewhere."""
    file = Path(path)
    if file.is_absolute() and not file.is_relative_to(Path.cwd()):
        return {"uri": file.as_uri()}
    relative = (file.relative_to(Path.cwd()) if file.is_absolute() else file).as_posix()
    return {"uri": quote(os.fsencode(relative)), "uriBaseId": _ROOT}


def _shows_secret(source: Source, fix: LocatedFix) -> bool:
    return any(source.without_secrets(edit.text) != edit.text for edit in fix.edits)


def _fix(source: Source, fix: LocatedFix) -> dict[str, Any]:
    replacements = [{"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}} for edit in fix.edits]
    change = {"artifactLocation": _artifact(source.path), "replacements": replacements}
    return {"description": {"text": fix.title}, "artifactChanges": [change]}
