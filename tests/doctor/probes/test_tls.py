"""What a TLS greeting is answered with."""

from __future__ import annotations

import ssl
import time

import pytest
import trustme

from agwctl.doctor.facts.network import Tls
from agwctl.doctor.probes import tls
from agwctl.testing import ollama
from bench.ports import free_port
from tests.doctor.rough import ROUGH, rough, says

SECONDS = 0.2
GREETING = says(b"HTTP/1.1 200 OK\r\n\r\n")


@pytest.fixture
def authority(monkeypatch, tmp_path):
    """Is trusted here."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    tls.trusting.cache_clear()
    yield made
    tls.trusting.cache_clear()


def server(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def test_a_certificate_that_is_trusted(authority):
    with rough(GREETING, tls=server(authority, "localhost", "llm.test")) as running:
        assert tls.look(*running.address, "localhost", 1) == Tls(True, True, ("localhost", "llm.test"))


def test_one_for_another_name(authority):
    with rough(GREETING, tls=server(authority, "llm.test")) as running:
        found = tls.look(*running.address, "localhost", 1)
    assert (found.speaks_tls, found.is_trusted, found.names) == (True, False, ("llm.test",))
    assert "Hostname mismatch" in found.error


def test_one_from_somebody_unknown(authority):
    with rough(GREETING, tls=server(trustme.CA(), "localhost")) as running:
        found = tls.look(*running.address, "localhost", 1)
    assert (found.speaks_tls, found.is_trusted, found.names) == (True, False, ("localhost",))
    assert found.error.startswith("certificate verify failed: ")


def test_a_server_that_wants_another_protocol_speaks_tls_all_the_same(authority):
    context = server(authority, "localhost")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES128-SHA")
    with rough(GREETING, tls=context) as running:
        found = tls.look(*running.address, "localhost", 1)
    assert found.speaks_tls and not found.speaks_http


def test_ollama_speaks_none():
    with ollama() as running:
        found = tls.look("127.0.0.1", int(running.host.split(":")[1]), "localhost", 1)
    assert (found.speaks_tls, found.speaks_http) == (False, True)


def test_nothing_listens():
    found = tls.look("127.0.0.1", free_port(), "localhost", 1)
    assert not found.speaks_tls and found.error.endswith(": refused")


@pytest.mark.parametrize("kind", ROUGH)
def test_rough_peers(kind):
    with rough(ROUGH[kind]) as running:
        begin = time.monotonic()
        found = tls.look(*running.address, "localhost", SECONDS)
    assert time.monotonic() - begin < SECONDS + 0.3
    assert found.error and not found.is_trusted
    assert found.speaks_tls == (kind == "says a TLS alert")
