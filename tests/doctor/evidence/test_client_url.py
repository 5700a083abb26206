"""Base URLs as clients of several kinds write them."""

from __future__ import annotations

import pytest

from agwctl.doctor.evidence.client_url import is_meant, read
from tests.doctor.gateways import behind, gateway
from tests.doctor.healthy import healthy, server


@pytest.mark.parametrize(
    ("value", "shown", "port", "path"),
    [
        ("http://localhost:11434/v1", "http://localhost:11434/v1", 11434, "/v1"),
        ("http://localhost:11434", "http://localhost:11434", 11434, ""),
        ("http://localhost:11434//v1/", "http://localhost:11434//v1/", 11434, "//v1/"),
        ("https://gw.example/v1", "https://gw.example:443/v1", 443, "/v1"),
        ("localhost:11434/v1", "localhost:11434/v1", 11434, "/v1"),
        ("localhost", "localhost:11434", 11434, ""),
        ('"http://[::1]:11434/v1"', "http://[::1]:11434/v1", 11434, "/v1"),
        ("http://ada:secret@box:3000/v1?key=secret#secret", "http://box:3000/v1", 3000, "/v1"),
    ],
)
def test_parts(value, shown, port, path):
    found = read("OPENAI_BASE_URL", value)
    assert found is not None
    assert (found.shown, found.port, found.path) == (shown, port, path)
    assert "secret" not in repr(found)


@pytest.mark.parametrize("value", ["", "  ", "http://", "/v1"])
def test_none(value):
    assert read("OPENAI_BASE_URL", value) is None


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("http://localhost:9999", True),
        ("http://0.0.0.0:11434", True),
        ("https://api.openai.com/v1", False),
        ("http://box:11434", True),
        ("http://box:8080", False),
        ("http://gw.lan:3000", True),
    ],
)
def test_what_leads_to_what_is_looked_at(value, meant):
    facts = behind(gateway("http://gw.lan:3000"), servers=(server("http://box:11434"),))
    url = read("X", value)
    assert url is not None
    assert is_meant(facts, url) == meant
    assert is_meant(healthy(), url) == (url.host in ("localhost", "0.0.0.0"))
