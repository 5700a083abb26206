"""Credentials that are asked for in front of the models."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.gateway_needs_no_login import run
from tests.doctor.gateways import CLOSED, behind, gateway, page
from tests.doctor.healthy import answer, healthy


@pytest.mark.parametrize(
    ("models", "ids"),
    [
        (answer(200, "{}"), ()),
        (page(401, server="nginx", www_authenticate='Basic realm="x"'), ("A34",)),
        (answer(401, '{"error":{}}'), ("A34",)),
        (answer(403, "no access", "text/plain"), ("A34",)),
        (answer(403, ""), ()),
        (answer(404, "route not found", "text/plain"), ()),
    ],
)
def test_answers(models, ids):
    assert run(behind(gateway(models=models))).ids == ids


def test_what_is_said():
    found = run(behind(gateway(models=page(401, server="nginx", www_authenticate='Basic realm="x"'))))
    assert found.status is Status.WARN
    assert found.evidence[1:] == ('WWW-Authenticate: Basic realm="x"', "Server: nginx")


def test_a_key_that_the_gateway_itself_wants_is_no_fault():
    refusal = answer(401, "api key authentication failure: no API Key found", "text/plain")
    found = run(behind(gateway(models=refusal)))
    assert (found.status, found.ids) == (Status.PASS, ("A34",))


def test_nothing_to_ask():
    assert run(healthy()).ids == run(behind(gateway(dials=(CLOSED,)))).ids == ()
