"""JUnit's XML, read by another parser."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from hypothesis import given

from agwctl.diagnostics.junit import render
from agwctl.diagnostics.report import Report
from tests.diagnostics.reports import any_report, sample

GOLDEN = Path(__file__).parent / "golden"


def test_the_whole_document(golden):
    golden(GOLDEN / "junit.xml", render(sample()) + "\n")


def test_suites_and_counts():
    top = ElementTree.fromstring(render(sample()).encode())
    assert [suite.get("name") for suite in top] == ["conf dir/gw,1.yaml", "good.yaml", "k8s.yaml", "gone.yaml"]
    assert {name: top.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
        "tests": "7",
        "failures": "2",
        "errors": "1",
        "skipped": "3",
    }
    names = [(case.get("file"), case.get("name")) for case in top.iter("testcase")]
    assert len(set(names)) == len(names)


def test_no_files_are_no_suites():
    assert len(ElementTree.fromstring(render(Report(())).encode())) == 0


@given(any_report())
def test_any_text_is_legal(report):
    top = ElementTree.fromstring(render(report).encode())
    assert [element.tag for element in top.iter()][2:] == ["testcase", "failure", "testsuite", "testcase", "error"]
