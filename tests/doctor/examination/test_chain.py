"""One server, link by link, on real sockets."""

from __future__ import annotations

import ssl
from contextlib import contextmanager

import pytest
import trustme

from agwctl.doctor.examination.chain import examine_server
from agwctl.doctor.examination.errands import Errands
from agwctl.doctor.examination.machine import look
from agwctl.doctor.examination.reach import Around
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Asked, Origin, Server, ServerFacts
from agwctl.doctor.facts.network import Answer, Tls, Trouble
from agwctl.doctor.probes import tls
from agwctl.doctor.system import System
from agwctl.models.configured import Configured
from agwctl.ollama.address import parse, to_dial
from agwctl.ollama.replies import Shown
from agwctl.testing import ollama
from tests.doctor.rough import Rough, request, rough, says

KEY = "not-to-be-told"


def examined(
    tmp_path, written: str, asked: Asked | None = None, models: tuple[str | None, ...] = (), **how
) -> ServerFacts:
    address = to_dial(parse(written))
    system = System("linux", tmp_path, {"OLLAMA_API_KEY": KEY}, run=lambda command, seconds: None)
    configured = tuple(Configured(address, each, each or "", "gw.yaml:1:1", True) for each in models)
    errands = Errands(2)
    around = Around(errands, system, asked or Asked(), look(system, errands))
    return examine_server(Server(address, Origin("--ollama", written), configured, **how), around)


def status(answer: Answer | Unread) -> int | None:
    return None if isinstance(answer, Unread) else answer.status


def test_models_are_shown_by_the_names_of_the_list(tmp_path):
    with ollama(models=["llama3.2", "qwen3:8b", "gpt-oss:20b-cloud", "phi4"]) as running:
        wanted = ("LLAMA3.2:latest", "gpt-oss:20b:cloud", "missing", None)
        seen = examined(tmp_path, running.url, Asked(model="qwen3:8b:local"), wanted)
    assert sorted(seen.shown) == ["gpt-oss:20b-cloud", "llama3.2:latest", "qwen3:8b"]
    assert isinstance(seen.shown["qwen3:8b"], Shown)
    assert isinstance(seen.shown["gpt-oss:20b-cloud"], Unread)  # nobody is signed in
    asked = [each.json for each in running.requests if each.path == "/api/show"]
    assert sorted(each["model"] for each in asked) == sorted(seen.shown)


def test_a_prefix_of_its_own_is_part_of_every_path(tmp_path):
    with ollama() as running:
        seen = examined(tmp_path, f"{running.url}/llm")
    assert {each.path for each in running.requests if "llm" not in each.path} <= {"/api/version", "/api/tags"}
    assert isinstance(seen.version, Unread)


def test_an_origin_that_is_not_allowed(tmp_path):
    with ollama() as running:
        seen = examined(tmp_path, running.url, Asked(origin="chrome-extension://abc"))
    assert (status(seen.with_origin), seen.version) == (403, "0.33.0")


def guard(connection, running: Rough) -> None:
    is_local = b"\r\nHost: localhost:11434\r\n" in request(connection, running)
    head = b"HTTP/1.1 200 OK\r\n" if is_local else b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n"
    connection.sendall(head + b"\r\n" + b'{"version":"0.33.0"}' * is_local)


def test_a_host_that_is_not_allowed(tmp_path):
    with rough(guard) as running:
        seen = examined(tmp_path, f"localhost:{running.port}")
    assert status(seen.version_answer) == 403
    assert isinstance(seen.local_host, Answer) and seen.local_host.text == '{"version":"0.33.0"}'


def test_a_server_that_may_be_another_program_is_asked_for_no_models(tmp_path):
    with rough(says(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")) as running:
        seen = examined(tmp_path, running.url, is_ollama=False)
    paths = {each.split(b" ")[1].decode() for each in running.asked if not each.startswith(b"\x16")}
    assert paths == {"/", "/api/version"}
    assert not any(KEY.encode() in each for each in running.asked)
    assert seen.tags == seen.version == Unread("/api/version: 404")


def test_one_that_turns_out_to_be_an_ollama_is(tmp_path):
    with ollama(models=["llama3.2"]) as running:
        seen = examined(tmp_path, running.url, is_ollama=False)
    assert not isinstance(seen.tags, Unread) and len(seen.tags) == 1


def test_plain_http_is_not_greeted_in_tls(tmp_path):
    with rough(says(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) as running:
        seen = examined(tmp_path, running.url)
    assert seen.tls == Tls(False, speaks_http=True)
    assert not any(each.startswith(b"\x16") for each in running.asked)


def test_https_to_a_plain_port(tmp_path):
    with ollama() as running:
        seen = examined(tmp_path, running.url.replace("http:", "https:"))
    assert isinstance(seen.tls, Tls) and (seen.tls.speaks_tls, seen.tls.speaks_http) == (False, True)
    assert isinstance(seen.plain, Answer) and seen.plain.text == "Ollama is running"
    assert isinstance(seen.root, Answer) and seen.root.trouble is Trouble.TLS and seen.root.raw.startswith(b"HTTP/")
    assert not any("authorization" in each.headers for each in running.requests)


@contextmanager
def encrypted(authority: trustme.CA):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with rough(says(b'HTTP/1.1 200 OK\r\n\r\n{"version":"0.33.0"}'), tls=context) as running:
        yield running


def test_plain_http_to_a_tls_port(tmp_path):
    with encrypted(trustme.CA()) as running:
        seen = examined(tmp_path, f"http://localhost:{running.port}")
    assert isinstance(seen.tls, Tls) and seen.tls.speaks_tls and not seen.tls.is_trusted
    assert status(seen.root) == 0


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_secret_is_sent_to_who_is_trusted_only(is_trusted, tmp_path, monkeypatch):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / ("authority.pem" if is_trusted else "none.pem")))
    tls.trusting.cache_clear()
    with encrypted(authority) as running:
        seen = examined(tmp_path, f"https://localhost:{running.port}")
    tls.trusting.cache_clear()
    assert isinstance(seen.tls, Tls) and (seen.tls.is_trusted, seen.tls.names) == (is_trusted, ("localhost",))
    assert seen.version == "0.33.0"
    assert any(KEY.encode() in each for each in running.asked) is is_trusted
