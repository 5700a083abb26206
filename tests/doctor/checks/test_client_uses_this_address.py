"""The address in a pasted error, and those that were looked at."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.client_uses_this_address import run
from agwctl.doctor.facts.facts import Asked
from tests.doctor.gateways import behind, gateway
from tests.doctor.healthy import healthy, server

FAR = server("http://10.0.0.9:11434", "OLLAMA_HOST", "10.0.0.9")


@pytest.mark.parametrize(
    "text",
    [
        "connect ECONNREFUSED 127.0.0.1:11434",
        'Get "http://[::1]:11434/api/tags": dial tcp [::1]:11434: connect: connection refused',
        "curl: (7) Failed to connect to localhost port 11434 after 0 ms: Connection refused",
        "HTTPConnectionPool(host='localhost', port=11434): Max retries exceeded with url: /api/chat",
    ],
)
def test_another_address(text):
    found = run(healthy(FAR, asked=Asked(error=text)))
    assert (found.status, found.ids) == (Status.FAIL, ("A36",))
    assert "10.0.0.9:11434 is configured" in found.summary


@pytest.mark.parametrize(
    ("seen", "text"),
    [
        (FAR, "connect ECONNREFUSED 10.0.0.9:11434"),
        (FAR, "connection refused"),
        (FAR, "dial tcp: lookup registry.ollama.ai on 127.0.0.11:53: no such host"),
        (FAR, 'Head "https://registry.ollama.ai/v2/": dial tcp 104.21.75.227:443: i/o timeout'),
        (FAR, "listen tcp 127.0.0.1:11434: bind: address already in use"),
        (FAR, ""),
        (server(), "connect ECONNREFUSED ::1:11434"),
        (server(), "connect ECONNREFUSED 10.0.0.9:11434"),
    ],
)
def test_this_address_or_none(seen, text):
    assert run(healthy(seen, asked=Asked(error=text))).ids == ()


def test_the_gateway_s_address_is_one_of_them():
    text = "error sending request for url (http://localhost:3000/v1/chat/completions)"
    assert run(behind(gateway(), servers=(FAR,), asked=Asked(error=text))).ids == ()
