"""A CDN in the path is worth knowing, and is an error once it has ended a request."""

from __future__ import annotations

from agwctl.doctor.check import Status
from agwctl.doctor.checks.gateway_has_no_cdn import run
from agwctl.doctor.facts.deep import Deep, Generated
from tests.doctor.gateways import CLOSED, LIST, behind, gateway
from tests.doctor.healthy import answer, healthy

IN_FRONT = gateway(models=answer(200, LIST, server="cloudflare", cf_ray="0123456789abcdef-TST"))
URL = "http://127.0.0.1:3000/v1/chat/completions"


def test_none():
    assert run(healthy()).ids == run(behind(gateway())).ids == run(behind(gateway(dials=(CLOSED,)))).ids == ()


def test_it_is_noted():
    found = run(behind(IN_FRONT))
    assert (found.status, found.ids) == (Status.PASS, ("A33",))
    assert "Server: cloudflare, CF-RAY: 0123456789abcdef-TST" in found.summary
    assert "about 100 to 125 s" in found.summary
    assert "stream" in found.fixes[0].title


def test_it_has_ended_a_generation():
    ended = Generated("through the gateway", is_stream=False, url=URL, status=524, total=1.0, first_byte=1.0)
    found = run(behind(IN_FRONT, deep=Deep("m", was_loaded=True, answers=(ended,))))
    assert (found.status, found.ids) == (Status.FAIL, ("A33",))
    assert "status 524 after 1.0 s" in found.summary


def test_what_was_answered_is_no_error():
    good = Generated("through the gateway", is_stream=False, url=URL, status=200, total=1.0)
    direct = Generated("directly", is_stream=False, url=URL, status=524, total=1.0)
    found = run(behind(IN_FRONT, deep=Deep("m", was_loaded=True, answers=(good, direct))))
    assert found.status is Status.PASS
