"""`agwctl schema` from the outside."""

from __future__ import annotations

import json
import subprocess
import sys

import jsonschema_rs

from agwctl.cli.guide import BASIC
from agwctl.cli.main import main
from agwctl.source.plain import plain
from agwctl.source.reader import read


def test_it_prints_a_schema_that_takes_the_guide(capsys):
    assert main(["schema"]) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert told.err == ""
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert jsonschema_rs.Draft202012Validator(found).is_valid(plain(read(BASIC).documents[0]))


def test_it_is_the_same_each_time():
    first, second = (
        subprocess.run([sys.executable, "-m", "agwctl", "schema"], capture_output=True, check=True).stdout
        for _ in range(2)
    )
    assert first == second
