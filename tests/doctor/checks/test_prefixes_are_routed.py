"""Whether the gateway that runs takes what its configuration routes."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.prefixes_are_routed import run
from tests.doctor.gateways import CLOSED, LIST, TOO_SHORT, answered, behind, gateway, known, text
from tests.doctor.healthy import answer, healthy

REACHED = answer(400, TOO_SHORT)
NO_ROUTE = text(404, "route not found")
NO_MODEL = answer(404, '{"error":{"message":"Model not found","code":"model_not_found"}}')


@pytest.mark.parametrize(
    ("given", "prefixes", "status", "ids"),
    [
        (REACHED, {}, Status.PASS, ()),
        (REACHED, {"/ollama": answer(200, LIST)}, Status.PASS, ()),
        (REACHED, {"/ollama": text(503, "processing failed: failed to parse request")}, Status.PASS, ()),
        (REACHED, {"/ollama": NO_ROUTE}, Status.WARN, ("E04",)),
        (NO_ROUTE, {}, Status.FAIL, ("E04",)),
        (NO_MODEL, {}, Status.FAIL, ("E21",)),
    ],
)
def test_answers(given, prefixes, status, ids):
    configured = known()
    found = run(behind(answered(configured, given, by_prefix=prefixes), configured))
    assert (found.status, found.ids) == (status, ids)
    assert not ids or found.fixes[0].commands == ("agwctl serve -f gw.yaml",)


def test_nothing_to_compare():
    assert run(healthy()).ids == run(behind(gateway())).ids == ()
    assert run(behind(gateway(dials=(CLOSED,)), known())).ids == ()
