"""Models that were made for newer releases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.release_fits_model import run
from tests.doctor.asking import asked, doing
from tests.doctor.healthy import LLAMA, SHOWN, server

NEEDS = {LLAMA.name: replace(SHOWN, requires="0.40.0")}
REFUSED = "412: The model you are attempting to pull requires a newer version of Ollama."


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (asked("llama3.2", one=server(shown=NEEDS)), Status.FAIL),
        (asked("llama3.2", one=server(shown=NEEDS, version="0.40.1")), Status.PASS),
        (asked("llama3.2", one=server(shown=NEEDS, version="0.0.0")), Status.PASS),
        (asked(one=server(shown=NEEDS)), Status.PASS),
        (asked(error=REFUSED), Status.FAIL),
        (asked("llama3.2"), Status.PASS),
    ],
)
def test_release(facts, status: Status):
    found = run(facts)
    assert (found.status, found.ids) == (status, ("B17",) if status is Status.FAIL else ())
    assert ("install.sh" in doing(found)) is (status is Status.FAIL)


def test_what_is_told():
    found = run(asked("llama3.2", one=server(shown=NEEDS)))
    assert found.summary == "llama3.2: it needs Ollama 0.40.0 or newer, the server is 0.33.0"
    assert found.evidence == ("POST /api/show llama3.2: requires 0.40.0", "GET /api/version: 0.33.0")
