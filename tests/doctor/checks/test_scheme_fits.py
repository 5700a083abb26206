"""http and https, taken for each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.scheme_fits import run
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.facts import Origin
from agwctl.doctor.facts.network import Answer, Tls, Trouble
from tests.doctor.healthy import answer, healthy, server

HTTP, TLS = Tls(speaks_tls=False, speaks_http=True), Tls(speaks_tls=True, is_trusted=True, names=("llm.example.com",))
NOBODY = Answer(0, problem="closed without an answer", trouble=Trouble.CLOSED)
GO = answer(400, "Client sent an HTTP request to an HTTPS server.\n", "text/plain")
NGINX = answer(400, "<title>400 The plain HTTP request was sent to HTTPS port</title>", "text/html", server="nginx")
MOVED = answer(301, "", "text/html", location="https://llm.example.com/")
ALERT = Answer(0, problem="another protocol", raw=b"\x15\x03\x01\x00\x02\x02\x16", trouble=Trouble.FOREIGN)


def at(url, kind="OLLAMA_HOST", **facts):
    return healthy(server(url, kind, url, **facts))


@pytest.mark.parametrize(
    ("facts", "status", "ids", "command"),
    [
        (at("http://a:1"), Status.PASS, (), None),
        (at("https://a", tls=TLS), Status.PASS, (), None),
        (at("https://a:11434", tls=HTTP, plain=answer(200, "Ollama is running", "text/plain")), Status.FAIL, ("A27",),
         "export OLLAMA_HOST=http://a:11434"),
        (at("https://a:11434/x/", tls=HTTP), Status.FAIL, ("A27",), "export OLLAMA_HOST=http://a:11434/x"),
        (at("https://a:11434", "--ollama", tls=HTTP), Status.FAIL, ("A27",), "agwctl doctor --ollama http://a:11434"),
        (at("https://a:11434", tls=Tls(speaks_tls=False, error="closed"), plain=NOBODY), Status.PASS, (), None),
        (at("http://a:8443", root=GO, tls=TLS), Status.FAIL, ("A28",), "export OLLAMA_HOST=https://a:8443"),
        (at("http://a:8443", root=NGINX, tls=TLS), Status.FAIL, ("A28",), "export OLLAMA_HOST=https://a:8443"),
        (at("http://a:8443", root=ALERT, tls=TLS), Status.FAIL, ("A28",), "export OLLAMA_HOST=https://a:8443"),
        (at("http://llm.example.com:11434", root=MOVED, tls=HTTP), Status.FAIL, ("A28",),
         "export OLLAMA_HOST=https://llm.example.com"),
        (at("http://a:1", root=answer(301, "", "text/html", location="/login"), tls=HTTP), Status.PASS, (), None),
        (at("http://a:1", root=answer(400, "bad request", "text/plain"), tls=HTTP), Status.PASS, (), None),
        (at("http://a:1", root=NOBODY, tls=Tls(speaks_tls=False)), Status.PASS, (), None),
    ],
)  # fmt: skip
def test_the_other_protocol(facts, status, ids, command):
    found = run(facts)
    assert (found.status, found.ids) == (status, ids)
    assert (found.fixes[0].commands[0] if found.fixes else None) == command


@pytest.mark.parametrize(
    ("url", "facts", "ids"),
    [("https://a:11434", {"tls": HTTP}, ("E08", "A27")), ("http://a:8443", {"root": GO, "tls": TLS}, ("E09", "A28"))],
)
def test_what_a_file_says_is_the_files_fault(url, facts, ids):
    one = server(url, **facts)
    one = replace(one, server=replace(one.server, origin=Origin("configuration", url, "gw.yaml:7:18")))
    found = run(healthy(one))
    assert (found.status, found.ids) == (Status.FAIL, ids)
    assert "gw.yaml:7" in found.fixes[0].title


def test_a_certificate_that_is_not_trusted_is_refused_by_clients():
    tls = Tls(speaks_tls=True, names=("localhost",), error="self-signed certificate")
    found = run(at("https://a", tls=tls))
    assert (found.status, found.ids) == (Status.FAIL, ())
    assert found.evidence == ("certificate: self-signed certificate", "it is for localhost")


def test_credentials_of_a_redirect_are_not_shown():
    found = run(at("http://a:1", root=answer(302, "", "text/html", location="https://u:secret@b/x"), tls=HTTP))
    assert found.fixes[0].commands == ("export OLLAMA_HOST=https://b",)


def test_without_a_greeting_nothing_is_told_of_https():
    with pytest.raises(CannotTell):
        run(at("https://a", tls=Unread("the TLS greeting took longer than 4 s")))
