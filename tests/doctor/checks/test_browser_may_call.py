"""Pages that browsers keep from calling."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.browser_may_call import run
from agwctl.doctor.facts.facts import Asked
from tests.doctor.gateways import CLOSED, behind, gateway
from tests.doctor.healthy import answer, healthy, server

PAGE = "https://chat.example"


ALLOWS = answer(200, "{}", access_control_allow_origin="*")


@pytest.mark.parametrize(
    ("origin", "url", "ids"),
    [
        (PAGE, "http://10.0.0.9:3000", ("A29",)),
        (PAGE, "http://127.0.0.1:3000", ()),
        (PAGE, "https://gw.example", ()),
        ("http://chat.example", "http://10.0.0.9:3000", ()),
    ],
)
def test_mixed_content(origin, url, ids):
    found = run(behind(gateway(url, with_origin=ALLOWS), asked=Asked(origin=origin)))
    assert (found.status, found.ids) == (Status.FAIL if ids else Status.PASS, ids)


def test_no_page_was_named():
    assert run(behind(gateway("http://10.0.0.9:3000", with_origin=ALLOWS))).status is Status.SKIP


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        (answer(200, "{}"), ("A30",)),
        (answer(200, "{}", access_control_allow_origin="https://other.example"), ("A30",)),
        (answer(200, "{}", access_control_allow_origin="*"), ()),
        (answer(200, "{}", access_control_allow_origin=PAGE), ()),
        (answer(403, ""), ("A30",)),
    ],
)
def test_what_the_gateway_allows(given, ids):
    found = run(behind(gateway(with_origin=given), asked=Asked(origin=PAGE)))
    assert (found.status, found.ids) == (Status.FAIL if ids else Status.PASS, ids)


def test_no_gateway():
    """What Ollama itself allows is another check's."""
    assert run(healthy(server("http://10.0.0.9:11434"), asked=Asked(origin=PAGE))).ids == ()
    assert run(behind(gateway(dials=(CLOSED,)), asked=Asked(origin=PAGE))).ids == ()
