"""http to a port that speaks TLS, and the reverse."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.gateway_scheme_fits import run
from agwctl.doctor.facts.network import Answer, Tls
from tests.doctor.gateways import CLOSED, behind, gateway, text
from tests.doctor.healthy import answer, healthy

SPEAKS = Tls(speaks_tls=True, is_trusted=True, names=("gw.example",))
REFUSAL = text(400, "Client sent an HTTP request to an HTTPS server.\n")
PLAIN = Tls(speaks_tls=False, speaks_http=True)


@pytest.mark.parametrize(
    ("found", "status", "ids"),
    [
        (gateway(), Status.PASS, ()),
        (gateway("https://gw.example", tls=SPEAKS), Status.PASS, ()),
        (gateway("https://127.0.0.1:3000", tls=PLAIN), Status.FAIL, ("A27",)),
        (gateway(tls=SPEAKS, root=REFUSAL), Status.FAIL, ("A28",)),
        (gateway(tls=SPEAKS, root=answer(400, "The plain HTTP request was sent to HTTPS port")), Status.FAIL, ("A28",)),
        (gateway(root=answer(301, "", location="https://gw.example/")), Status.FAIL, ("A28",)),
        (gateway(tls=SPEAKS, root=Answer(0, raw=b"\x15\x03\x01\x00\x02\x02\x28")), Status.FAIL, ("A28",)),
        (gateway(tls=SPEAKS, root=Answer(0, problem="closed")), Status.FAIL, ("A28",)),
        (gateway(root=answer(302, "", location="/ui")), Status.PASS, ()),
        (gateway("https://gw", tls=Tls(speaks_tls=True, names=("other",), error="another name")), Status.FAIL, ()),
        (gateway("https://gw", dials=(CLOSED,)), Status.SKIP, ()),
        (gateway(tls=PLAIN, root=REFUSAL), Status.PASS, ()),
    ],
)  # fmt: skip
def test_schemes(found, status, ids):
    told = run(behind(found))
    assert (told.status, told.ids) == (status, ids)


def test_the_other_scheme_is_offered():
    told = run(behind(gateway("https://127.0.0.1:3000", tls=PLAIN)))
    assert told.fixes[0].commands == ("export OPENAI_BASE_URL=http://127.0.0.1:3000/v1",)
    told = run(
        behind(gateway("http://gw.example:443", tls=SPEAKS, root=answer(301, "", location="https://gw.example/")))
    )
    assert told.fixes[0].commands == ("export OPENAI_BASE_URL=https://gw.example/v1",)


def test_where_it_sends_clients():
    told = run(behind(gateway(root=answer(301, "", location="https://u:p@127.0.0.1:8305/x"))))
    assert told.summary.startswith("http://127.0.0.1:3000 sends clients on to https://127.0.0.1:8305")
    assert told.fixes[0].commands == ("export OPENAI_BASE_URL=https://127.0.0.1:8305/v1",)


def test_no_gateway():
    assert run(healthy()).status is Status.SKIP
