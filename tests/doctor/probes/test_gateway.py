"""What a gateway, or whatever is in its place, is asked and answers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from agwctl.doctor.examination.errands import Errands
from agwctl.doctor.examination.machine import look
from agwctl.doctor.examination.reach import Around
from agwctl.doctor.facts.configuration import Call, Configuration, GatewayPort
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Asked
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.probes.gateway import NOWHERE, read
from agwctl.doctor.system import System
from agwctl.ollama.address import Address
from agwctl.testing import ollama
from bench.ports import free_port
from tests.doctor.rough import rough, says


def asked(tmp_path, port: int, configuration: Configuration | None = None, origin: str = "") -> Gateway:
    system, errands = System("linux", tmp_path, run=lambda command, seconds: None), Errands(2)
    around = Around(errands, system, Asked(origin=origin), look(system, errands))
    return read(Gateway(Address("http", "127.0.0.1", port), "--gateway", True), configuration, around)


def call(port: int, path: str = "/v1/chat/completions") -> Call:
    return Call(port, path, "m", "127.0.0.1:11434", path, "gw.yaml:3:5")


def test_one_that_answers(tmp_path):
    with ollama() as running:
        port = int(running.host.split(":")[1])
        written = Configuration("gw.yaml", prefixes=("/a", "/b/"), calls=(call(port), call(port + 1)))
        found = asked(tmp_path, port, written, "https://ui.test")
        unset = asked(tmp_path, port)
    statuses = {
        name: answer.status
        for name in ("root", "models", "unknown_path", "with_origin")
        if not isinstance(answer := getattr(found, name), Unread)
    }
    assert statuses == {"root": 200, "models": 200, "unknown_path": 404, "with_origin": 403}
    assert {each: answer.status for each, answer in found.by_prefix.items()} == {"/a": 404, "/b/": 404}
    assert {each.port: answer.status for each, answer in found.calls.items()} == {port: 400}
    assert isinstance(found.tls, type(unset.tls)) and found.dump == unset.dump
    posts = {each.path: each.body for each in running.requests if each.method == "POST"}
    assert posts == {NOWHERE: b"", "/v1/chat/completions": b'{"model": "m", "messages": []}'}
    assert {each.path for each in running.requests} >= {"/a/v1/models", "/b/v1/models"}
    assert unset.with_origin == Unread("it was not asked") and not unset.calls


def test_what_may_be_no_ollama_gets_no_chat(tmp_path):
    """llama.cpp generates for a chat without messages."""
    with ollama() as running:
        port = int(running.host.split(":")[1])
        unsure = replace(call(port), is_ollama=False)
        asked(tmp_path, port, Configuration("gw.yaml", calls=(unsure,)))
        assert not [each for each in running.requests if "chat" in each.path]


@pytest.mark.parametrize("header", [b"X-Powered-By: Express", b"Content-Type: text/html"])
def test_a_program_for_people_is_not_asked_for_chats(header, tmp_path):
    with rough(says(b"HTTP/1.1 200 OK\r\n" + header + b"\r\nContent-Length: 0\r\n\r\n")) as running:
        found = asked(tmp_path, running.port, Configuration("gw.yaml", prefixes=("/a",), calls=(call(running.port),)))
    assert not found.calls and not found.by_prefix
    assert not any(b"chat" in each for each in running.asked)


def test_nothing_listens(tmp_path):
    port = free_port()
    found = asked(tmp_path, port)
    why = Unread(f"no connection to 127.0.0.1:{port}")
    assert found.root == found.models == found.unknown_path == found.tls == why
    assert not isinstance(found.dials, Unread) and found.dials[0].outcome == "refused"


@pytest.mark.parametrize(
    ("answer", "dump"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n" + json.dumps({"binds": []}).encode(), {"binds": []}),
        (b"HTTP/1.1 200 OK\r\n\r\n[]", None),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 60_000, None),
        (b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\n", None),
    ],
)
def test_what_the_gateway_says_that_it_runs(answer, dump, tmp_path):
    with rough(says(answer)) as admin, ollama() as running:
        written = Configuration("gw.yaml", ports=(GatewayPort(admin.port, "admin", "gw.yaml:1:1"),))
        found = asked(tmp_path, int(running.host.split(":")[1]), written)
    assert admin.asked[0].startswith(b"GET /config_dump HTTP/1.1\r\n")
    if dump is None:
        assert isinstance(found.dump, Unread) and f"port {admin.port} is answered with" in found.dump.reason
    else:
        assert found.dump == dump


def test_of_a_gateway_elsewhere_no_admin_port_is_asked(tmp_path, monkeypatch):
    monkeypatch.setattr("agwctl.doctor.probes.gateway.is_here", lambda *given: False)
    with rough(says(b"HTTP/1.1 200 OK\r\n\r\n{}")) as admin:
        written = Configuration("gw.yaml", ports=(GatewayPort(admin.port, "admin", ""),))
        found = replace(asked(tmp_path, free_port(), written))
    assert not admin.asked and found.dump == Unread("it was not asked")
