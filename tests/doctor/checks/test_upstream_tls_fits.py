"""TLS toward upstreams, by what they were seen to speak."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.upstream_tls_fits import run
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Origin
from agwctl.doctor.facts.network import Tls
from tests.doctor.gateways import behind, known
from tests.doctor.healthy import healthy, server

PLAIN = Tls(speaks_tls=False, speaks_http=True)
SPEAKS = Tls(speaks_tls=True, names=("ollama.lan",))


@pytest.mark.parametrize(
    ("url", "tls", "id"),
    [
        ("http://ollama.lan:11434", PLAIN, None),
        ("https://ollama.lan:11434", SPEAKS, None),
        ("https://ollama.lan:11434", PLAIN, "E08"),
        ("http://ollama.lan:8443", SPEAKS, "E09"),
        ("https://ollama.lan:11434", Unread("nobody answered"), None),
    ],
)
def test_schemes(url, tls, id):
    seen = server(url, "configuration", tls=tls)
    seen = replace(seen, server=replace(seen.server, origin=Origin("configuration", url, "gw.yaml:7:11")))
    found = run(replace(behind(None, known()), server=seen, servers=(seen,)))
    assert found.ids == ((id,) if id else ())
    assert found.status is (Status.FAIL if id else Status.PASS)
    if id:
        assert "gw.yaml:7:11" in found.summary
        assert "backendTLS" in found.fixes[0].title


def test_servers_that_no_configuration_names():
    seen = server("https://ollama.lan:11434", "--ollama", tls=PLAIN)
    assert run(healthy(seen)).ids == ()
