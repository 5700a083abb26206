"""How far a server is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.network_is_quick import run
from agwctl.doctor.facts.facts import ServerFacts
from tests.doctor.healthy import OPEN, REFUSED, healthy, server


def away(seconds: float, here: bool = False) -> ServerFacts:
    return replace(
        server("http://10.0.0.9:11434"), is_here=here, dials=(replace(OPEN, address="10.0.0.9", seconds=seconds),)
    )


@pytest.mark.parametrize(
    ("one", "status", "ids"),
    [
        (away(0.001), Status.PASS, ()),
        (away(0.08), Status.PASS, ("C17",)),
        (away(0.45), Status.WARN, ("C17",)),
        (away(0.45, here=True), Status.SKIP, ()),
        (replace(away(0.45), dials=(replace(REFUSED, seconds=0.45),)), Status.SKIP, ()),
        (replace(away(0.45), dials=()), Status.SKIP, ()),
    ],
)
def test_distance(one: ServerFacts, status: Status, ids: tuple[str, ...]):
    assert (run(healthy(one)).status, run(healthy(one)).ids) == (status, ids)


def test_what_is_told():
    found = run(healthy(away(0.45)))
    assert found.evidence == ("connect 10.0.0.9:11434: 450 ms", "GET /api/version: 1 ms")
