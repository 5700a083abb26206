"""What a real API server said about manifests, compared with what is said about them here.

Nothing that it took with strict validation may be an error; what it refused need not be found as long as the kind or
the part is not typed.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from agwctl.diagnostics.diagnostic import Severity
from agwctl.lint.check import Checker

pytestmark = pytest.mark.reference

LENIENT = ("nonstrict", "warn-")
"""Beginnings of the names of records that were made without strict validation."""


def refusals(text: str) -> list[str]:
    """What would be refused; rules tell of what is taken and does not work."""
    found = Checker({}).text(text, "k8s.yaml").diagnostics
    return [each.message for each in found if each.severity is Severity.ERROR and each.code.id < "AGW800"]


def test_the_corpus_of_valid_documents(shared):
    files = sorted((shared / "data" / "k8s-cases" / "valid").glob("*.yaml"))
    assert len(files) > 90
    told = {path.name: found for path in files if (found := refusals(path.read_text("utf-8")))}
    assert told == {}


def test_the_records_of_an_api_server(shared: Path):
    wrong, refused, agreed = {}, 0, 0
    for path in sorted((shared / "data" / "kube").glob("3-*/*.yaml")):
        record = yaml.safe_load(path.read_text("utf-8"))
        if not isinstance(record.get("manifest"), str) or path.name.startswith(LENIENT):
            continue
        found = refusals(record["manifest"])
        if record["result"]["verdict"] != "accepted":
            refused += 1
            agreed += bool(found)
        elif found:
            wrong[path.name] = found
    assert wrong == {}
    assert agreed >= 90, f"{agreed} of {refused}"


def test_other_peoples_manifests_break_nothing(shared: Path):
    """Definitions of kinds, invalid documents: they may be refused, but never break a rule or the check."""
    folders = ("crds", "k8s-cases/invalid")
    files = [path for folder in folders for path in sorted((shared / "data" / folder).rglob("*.yaml"))]
    for path in files:
        report = Checker({}).file(path)
        assert report.kind == "kubernetes", path
        assert "AGW791" not in {each.code.id for each in report.diagnostics}


def test_routes_that_were_seen_to_fail(shared: Path):
    """Of all traffic that was recorded: only what Ollama answered with 404 has an error, and all of it that can."""
    told = {}
    for path in sorted((shared / "data" / "kube" / "5-traffic").glob("*.yaml")):
        record = yaml.safe_load(path.read_text("utf-8"))
        if not isinstance(record.get("manifest"), str):
            continue
        found = Checker({}).text(record["manifest"], "k8s.yaml").diagnostics
        if any(each.code.id in ("AGW801", "AGW802") for each in found):
            told[path.stem] = [each["client_gets"]["status"] for each in record["exchanges"]]
    assert sorted(told) == ["e3-row01", "e3-row03", "e3-row16", "real-seed-shape"]
    assert {statuses[0] for statuses in told.values()} == {404}
