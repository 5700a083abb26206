"""`agwctl schema` from the outside."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest

from agwctl.cli.guide import BASIC
from agwctl.cli.main import main
from agwctl.source.plain import plain
from agwctl.source.reader import read

SCENARIOS = Path(__file__).parent.parent / "ollama" / "scenario" / "good"


def test_it_prints_a_schema_that_takes_the_guide(capsys):
    assert main(["schema"]) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert told.err == ""
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert jsonschema_rs.Draft202012Validator(found).is_valid(plain(read(BASIC).documents[0]))


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_schema_of_scenarios_takes_them(path, capsys):
    assert main(["schema", "--kind", "scenario"]) == 0
    found = json.loads(capsys.readouterr().out)
    jsonschema_rs.meta.validate(found)
    schema = jsonschema_rs.Draft202012Validator(found)
    assert [error.message for error in schema.iter_errors(plain(read(path.read_text("utf-8")).documents[0]))] == []
    assert not schema.is_valid({"scenario": "ollama", "sed": 1})
    assert "scenario" in found["title"]


def test_it_is_the_same_each_time():
    first, second = (
        subprocess.run([sys.executable, "-m", "agwctl", "schema"], capture_output=True, check=True).stdout
        for _ in range(2)
    )
    assert first == second
