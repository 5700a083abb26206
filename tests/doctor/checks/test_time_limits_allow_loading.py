"""The gateway's limits, and what loading took."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.time_limits_allow_loading import run
from agwctl.doctor.facts.deep import Deep
from tests.doctor.gateways import BASIC, behind, known


def limited(seconds: str) -> str:
    return BASIC.replace(
        "    - backends:", f"    - policies: {{timeout: {{requestTimeout: {seconds}}}}}\n      backends:"
    )


@pytest.mark.parametrize(
    ("limit", "loading", "status"),
    [
        ("30s", None, Status.WARN),
        ("10m", None, Status.PASS),
        ("2m", 200.0, Status.FAIL),
        ("2m", 100.0, Status.PASS),
        ("0s", 100.0, Status.PASS),
    ],
)
def test_limits(limit, loading, status):
    deep = Deep("llama3.2:latest", was_loaded=loading is None, load_seconds=loading)
    found = run(behind(None, known(limited(limit)), deep=deep))
    assert found.status is status
    assert found.ids == (() if status is Status.PASS else ("E15",))


def test_what_was_measured_is_told():
    deep = Deep("llama3.2:latest", was_loaded=False, load_seconds=200.0)
    found = run(behind(None, known(limited("2m")), deep=deep))
    assert "took 200 s, and the gateway gives up after 120 s (gw.yaml:5:44)" in found.summary
