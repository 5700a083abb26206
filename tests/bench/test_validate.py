"""`python -m bench.validate --short` runs to its end; its files are what they are said to be."""

import subprocess
import sys
from pathlib import Path

import pytest

from agwctl.diagnostics.diagnostic import Severity
from agwctl.lint.check import Checker
from bench.documents import gateway, with_mistakes, write_folder

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the bench reads /proc")
def test_the_short_form_prints_every_figure():
    command = [sys.executable, "-m", "bench.validate", "--short"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[-1] for line in lines] == ["x", "s", "MiB", "s"]
    ratio, seconds, mib, folder = (float(line.split()[-2]) for line in lines)
    assert 0 < ratio < 10 and 0 < seconds < 5 and 0 < mib < 200 and 0 < folder < 5  # sanity, not speed


def test_the_small_file():
    text = with_mistakes()
    found = Checker({}).text(text, "gw.yaml").diagnostics
    assert text.count("\n") == 178
    assert sum(each.severity is Severity.ERROR for each in found) == 8


def test_the_huge_file():
    assert 6.7e6 < len(gateway(10_000)) < 6.9e6
    found = Checker({}).text(gateway(20), "gw.yaml").diagnostics
    assert not [each for each in found if each.severity is not Severity.INFO]


def test_the_folder(tmp_path):
    write_folder(tmp_path, 101)
    assert len(list(tmp_path.rglob("*.yaml"))) == 101
