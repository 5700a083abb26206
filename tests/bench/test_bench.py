"""`python -m bench --short` runs to its end and prints every row. How fast anything is, is not tested."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.figures import FIGURES
from bench.peers import OTHERS

CHECKOUT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the bench reads /proc")


def test_the_short_form_prints_the_whole_table():
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--short"], cwd=CHECKOUT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    for figure in FIGURES:
        label = re.escape(figure.label.format(streams=200))
        # The gateway's figure, the floor's, and the gateway's as a multiple of the floor's.
        assert re.search(rf"^{label} +[\d,.]+ +[\d,.]+ \([\d.]+ x\)", done.stdout, re.MULTILINE), done.stdout
    for peer in OTHERS:
        assert (f"{peer.name}: not installed" in done.stdout) is not peer.installed()
