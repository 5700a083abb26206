"""What others take from here: the hook for pre-commit, the problem matcher in the wheel, the entry point of both."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from agwctl.cli.main import main
from agwctl.diagnostics.concise import render
from tests.diagnostics.reports import sample

ROOT = Path(__file__).parent.parent
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_the_hook_has_what_pre_commit_asks_for():
    assert HOOK["id"] == "agwctl-validate"
    assert HOOK["language"] == "python"
    assert HOOK["types"] == ["yaml"]


def test_the_hook_runs_a_command_that_is_installed(tmp_path, capsys):
    program, *arguments = HOOK["entry"].split()
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts[program] == f"{main.__module__}:{main.__name__}"
    good, bad = tmp_path / "agentgateway.yaml", tmp_path / "bad.yaml"
    good.write_text("binds: []\n")
    bad.write_text("bind: []\n")
    assert main([*arguments, str(good)]) == 0
    assert main([*arguments, str(good), str(bad)]) == 1
    assert "bad.yaml:1:1: error" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "is_ours"),
    [
        ("agentgateway.yaml", True),
        ("deploy/agentgateway.yml", True),
        ("deploy/agentgateway-dev.yaml", True),
        ("deploy/ollama.agentgateway.yaml", True),
        ("agentgateway/ollama.yaml", True),
        ("tests/busy.scenario.yaml", True),
        ("scenario.yaml", False),
        ("config.yaml", False),
        ("mkdocs.yml", False),
        ("agentgateway/README.md", False),
        ("charts/values.yaml", False),
    ],
)
def test_the_files_of_the_hook(path, is_ours):
    assert bool(re.search(HOOK["files"], path)) == is_ours


def matches(line: str) -> list[dict[str, str]]:
    """What GitHub's runner makes of a line of a log."""
    text = files("agwctl.cli").joinpath("problem_matcher.json").read_text(encoding="utf-8")
    found = []
    for matcher in json.loads(text)["problemMatcher"]:
        (pattern,) = matcher["pattern"]
        if match := re.search(pattern["regexp"], line):
            values = {name: match[group] for name, group in pattern.items() if name != "regexp"}
            found.append({"severity": matcher.get("severity", ""), **values})
    return found


def test_the_problem_matcher_reads_the_concise_format():
    report = sample()
    found = [matches(line) for line in render(report).splitlines()]
    expected = [("error", "AGW001"), ("error", "AGW005"), ("warning", "AGW014"), ("notice", "AGW020")]
    assert [[(each["severity"], each["code"]) for each in line] for line in found] == [[each] for each in expected]
    assert found[1][0] == {
        "severity": "error",
        "file": report.files[0].path,
        "line": "2",
        "column": "7",
        "code": "AGW005",
        "message": "out-of-range 100% too\\nlarge",
    }


@pytest.mark.parametrize("line", ["a.yaml: 1 error", "error: gone.yaml", "  12 | key: value", ""])
def test_the_problem_matcher_reads_nothing_else(line):
    assert matches(line) == []


def test_the_wheel_holds_the_problem_matcher(tmp_path):
    pytest.importorskip("hatchling", reason="builds the wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert "agwctl/cli/problem_matcher.json" in zipfile.ZipFile(wheel).namelist()
