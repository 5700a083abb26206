"""Workflow commands, read back as GitHub's runner reads them."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given

from agwctl.diagnostics.github import render
from agwctl.diagnostics.report import FileReport, Report
from tests.diagnostics.reports import any_report, sample

GOLDEN = Path(__file__).parent / "golden"


def test_the_whole_text(golden):
    golden(GOLDEN / "github.txt", render(sample()) + "\n")


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Command, properties and message of a line."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match is not None
    properties = dict(each.split("=", 1) for each in match[2].split(","))
    return match[1], {name: unescaped(value) for name, value in properties.items()}, unescaped(match[3])


def unescaped(text: str) -> str:
    for written, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(written, char)
    return text


def test_what_the_runner_reads():
    command, properties, message = read(render(sample()).splitlines()[2])
    assert command == "error"
    assert properties["file"] == "conf dir/gw,1.yaml"
    assert properties["title"] == "AGW005 out-of-range"
    assert message == "conf dir/gw,1.yaml:2:7: 100% too\nlarge"


def test_columns_only_within_a_line():
    found = [read(line)[1] for line in render(sample()).splitlines()]
    assert {("col" in each) for each in found if each.get("line") != each.get("endLine")} == {False}
    assert (found[1]["col"], found[1]["endColumn"]) == ("1", "6")


def test_more_than_github_shows():
    file = sample().files[0]
    many = FileReport(file.path, file.kind, file.status, None, file.diagnostics[:1] * 11)
    first, *others = render(Report((many,))).splitlines()
    assert first == (
        "::notice title=agwctl::conf dir/gw,1.yaml: 11 errors (11 fixable with --fix)"
        "%0AGitHub shows 10 annotations of a kind; the log of this step has all"
    )
    assert len(others) == 11


def test_a_file_of_the_folder_above_is_found(tmp_path):
    assert "file=a/b.yaml," in render(sample(path="./a//b.yaml"))


@given(any_report())
def test_any_text_gives_one_line_for_each_command(report):
    lines = render(report).splitlines()
    assert [read(line)[0] for line in lines] == ["error", "error"]
    render(report).encode()
