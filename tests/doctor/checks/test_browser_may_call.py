"""Pages that browsers keep from calling."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.browser_may_call import run
from agwctl.doctor.facts.facts import Asked
from tests.doctor.gateways import behind, gateway
from tests.doctor.healthy import answer, healthy, server

PAGE = "https://chat.example"


@pytest.mark.parametrize(
    ("origin", "url", "ids"),
    [
        ("", "http://10.0.0.9:11434", ()),
        (PAGE, "http://10.0.0.9:11434", ("A29",)),
        (PAGE, "http://127.0.0.1:11434", ()),
        (PAGE, "https://ollama.example", ()),
        ("http://chat.example", "http://10.0.0.9:11434", ()),
    ],
)
def test_mixed_content(origin, url, ids):
    found = run(healthy(server(url), asked=Asked(origin=origin)))
    assert (found.status, found.ids) == (Status.FAIL if ids else Status.PASS, ids)


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


def test_an_encrypted_page_and_a_gateway_elsewhere():
    found = run(behind(gateway("http://10.0.0.9:3000", with_origin=answer()), asked=Asked(origin=PAGE)))
    assert found.ids == ("A29",)
