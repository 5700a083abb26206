"""JUnit's XML, as Jenkins and GitLab show it: each file a suite, each finding a test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from agwctl.diagnostics.diagnostic import Diagnostic, Severity
from agwctl.diagnostics.printable import printable
from agwctl.diagnostics.report import FileReport, Report

__all__ = ["render"]

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot say, not even escaped."""


def render(report: Report) -> str:
    """One document. An error is a failed test, a warning or a note a skipped one; a file without either passes."""
    top = Element("testsuites", name="agwctl")
    for file in report.files:
        _add_suite(top, file)
    _count(top)
    ElementTree.indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(top, encoding="unicode")


def _add_suite(top: Element, file: FileReport) -> None:
    suite = _add(top, "testsuite", {"name": file.path})
    for diagnostic in file.diagnostics:
        _add_case(suite, file, diagnostic)
    if not file.diagnostics:
        case = _add(suite, "testcase", {"classname": file.path, "name": "no problems", "file": file.path})
        if file.status != "checked":
            outcome = "error" if file.status == "unreadable" else "skipped"
            _add(case, outcome, {"message": file.reason or file.status, "type": file.status})
    _count(suite)


def _add_case(suite: Element, file: FileReport, diagnostic: Diagnostic) -> None:
    code, (line, column) = diagnostic.code, diagnostic.span.start
    name = f"{code.id} {code.name} at {diagnostic.pointer or 'the document'} ({line}:{column})"
    place = {"classname": file.path, "name": name, "file": file.path, "line": str(line)}
    outcome = "failure" if code.severity is Severity.ERROR else "skipped"
    said = {"message": f"{code.severity.value}: {diagnostic.message}", "type": code.severity.value}
    text = printable(f"{file.path}:{line}:{column}: {diagnostic.message}")
    if diagnostic.hint:
        text += f"\n{printable(diagnostic.hint)}"
    _add(_add(suite, "testcase", place), outcome, said).text = _legal(text)


def _count(element: Element) -> None:
    for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(attribute, str(sum(1 for _ in element.iter(tag))))


def _add(parent: Element, tag: str, attributes: Mapping[str, str]) -> Element:
    return SubElement(parent, tag, {name: _legal(value) for name, value in attributes.items()})


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
