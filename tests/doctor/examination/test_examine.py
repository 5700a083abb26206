"""Everything is found out at once, and in time whatever peers, resolvers and commands do."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from agwctl.doctor.examination.examine import GatewayTarget, Plan, examine
from agwctl.doctor.facts.configuration import Call, Configuration, GatewayPort
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Asked, Facts, Origin, Server
from agwctl.doctor.facts.network import Answer, Connect
from agwctl.doctor.system import Ran, System
from agwctl.ollama.address import parse, to_dial
from agwctl.testing import ollama
from bench.ports import free_port
from tests.doctor.rough import ROUGH, hang, rough

BUDGET = 0.6
LATE = 0.6
"""Seconds over the budget that a busy machine may take."""


def at(url: str) -> Server:
    return Server(to_dial(parse(url)), Origin("--ollama", url))


def bare(tmp_path, **environ: str) -> System:
    """A machine with nothing on it."""
    return System("linux", tmp_path, environ, tmp_path / "home", lambda command, seconds: None)


def look(system: System, *urls: str, **plan) -> Facts:
    return examine(Plan(tuple(at(url) for url in urls), **{"budget": 5.0, **plan}), system)


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    begin = time.monotonic()
    yield
    assert time.monotonic() - begin < seconds


def test_a_healthy_ollama(tmp_path):
    with ollama(models=["llama3.2", "nomic-embed-text"]) as running:
        facts = look(bare(tmp_path, X="y"), running.url, asked=Asked(model="LLAMA3.2"))
    seen = facts.server
    assert facts.servers == (seen,) and facts.environment == {"X": "y"} and facts.gateway is None
    assert seen.is_here and seen.identified and seen.version == "0.33.0"
    assert not isinstance(seen.tags, Unread) and {each.name for each in seen.tags} == {
        "llama3.2:latest",
        "nomic-embed-text:latest",
    }
    assert list(seen.shown) == ["llama3.2:latest"] and seen.ps == ()
    assert isinstance(seen.root, Answer) and seen.root.text == "Ollama is running"
    for not_asked in (seen.plain, seen.local_host, seen.with_origin, seen.through_proxy):
        assert not_asked == Unread("it was not asked")
    assert {asked.method for asked in running.requests if asked.path != "/api/show"} == {"GET"}
    assert "/api/generate" not in {asked.path for asked in running.requests}


def test_each_server_is_told_in_its_order(tmp_path):
    closed = f"http://127.0.0.1:{free_port()}"
    with ollama() as running:
        facts = look(bare(tmp_path), closed, running.url)
    assert [each.server.url for each in facts.servers] == [closed, running.url]
    assert facts.server is facts.servers[0] and not facts.server.identified and facts.servers[1].identified
    assert facts.server.version == Unread(f"no connection to {closed.removeprefix('http://')}")


def test_a_call_waits_until_the_server_has_said_that_it_is_ollama(tmp_path):
    """Here the gateway's address is the server's own, and two calls lead through it: to it, and to somebody else."""
    with ollama() as running:
        port = int(running.host.split(":")[1])
        path = "/v1/chat/completions"
        to_it, away = (Call(port, path, "m", to, path, "", False) for to in (f"localhost:{port}", "127.0.0.1:1"))
        target = GatewayTarget(at(running.url).address, "--gateway")
        plan = Plan((at(running.url),), configuration=Configuration("gw.yaml", calls=(to_it, away)), gateway=target)
        facts = examine(plan, bare(tmp_path))
    assert facts.gateway is not None
    assert {each: answer.status for each, answer in facts.gateway.calls.items()} == {to_it: 400}


@pytest.mark.parametrize("kind", ROUGH)
def test_every_rough_peer_ends_within_the_budget(kind, tmp_path):
    with rough(ROUGH[kind]) as running:
        url = f"http://127.0.0.1:{running.port}"
        system = bare(tmp_path, http_proxy=url)
        call = Call(running.port, "/v1/chat/completions", "m", "127.0.0.1:1", "/v1/chat/completions", "gw.yaml:1:1")
        written = Configuration(
            "gw.yaml", prefixes=("/a",), calls=(call,), ports=(GatewayPort(running.port, "admin", ""),)
        )
        servers = tuple(at(f"{scheme}://127.0.0.1:{running.port}") for scheme in ("http", "https"))
        gateway = GatewayTarget(servers[0].address, "--gateway")
        plan = Plan(servers, Asked("m", origin="https://ui.test"), written, gateway, BUDGET)
        with bounded(BUDGET + LATE):
            facts = examine(plan, system)
    assert len(facts.servers) == 2 and not any(each.identified for each in facts.servers)
    assert facts.gateway is not None and facts.gateway.unknown_path != Unread("it was not asked")


def test_a_resolver_that_hangs(tmp_path, monkeypatch):
    over = threading.Event()
    real = socket.getaddrinfo

    def stuck(host, *rest, **named):
        if host != "slow.test":
            return real(host, *rest, **named)
        over.wait(5)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", stuck)
    with bounded(BUDGET + LATE):
        facts = look(
            bare(tmp_path), "http://slow.test", budget=BUDGET, gateway=GatewayTarget(at("http://slow.test").address, "")
        )
    over.set()
    assert facts.server.resolution == Unread("looking up slow.test took longer than 0.18 s")
    assert facts.server.version == facts.server.dials == facts.server.resolution
    assert facts.gateway is not None and facts.gateway.models == facts.server.resolution


def test_commands_that_hang(tmp_path):
    over = threading.Event()

    def run(command, seconds) -> Ran | None:
        over.wait(5)
        return None

    (tmp_path / "run/systemd/system").mkdir(parents=True)
    with ollama() as running, bounded(BUDGET + LATE):
        facts = look(System("darwin", tmp_path, {}, tmp_path, run), running.url, budget=BUDGET)
    over.set()
    assert facts.server.version == "0.33.0"
    assert isinstance(facts.sockets, Unread) and "took longer than" in facts.sockets.reason


def test_what_is_wrong_inside_a_probe_is_a_fact_that_is_not_there(tmp_path):
    def run(command, seconds) -> Ran | None:
        raise RuntimeError("out of order")

    with ollama() as running:
        facts = look(System("darwin", tmp_path, {}, tmp_path, run), running.url)
    assert facts.context == Unread("looking where this runs failed in agwctl: RuntimeError: out of order")
    assert facts.server.version == "0.33.0"


def test_a_server_about_which_nothing_is_found_out_says_so_in_every_fact(tmp_path, monkeypatch):
    over = threading.Event()
    monkeypatch.setattr("agwctl.doctor.examination.examine.examine_server", lambda server, around: over.wait(5))
    with bounded(BUDGET + LATE):
        facts = look(bare(tmp_path), "http://127.0.0.1:1", budget=BUDGET)
    over.set()
    late = facts.server.dials
    assert isinstance(late, Unread) and late.reason.startswith("asking http://127.0.0.1:1 took longer than 0.")
    assert facts.server.version == facts.server.tags == facts.server.tls == late


def test_a_server_that_hangs_does_not_keep_others_waiting(tmp_path):
    with rough(hang) as hanging, ollama() as running:
        facts = look(bare(tmp_path), f"http://127.0.0.1:{hanging.port}", running.url, budget=1.0)
    assert [each.identified for each in facts.servers] == [False, True]


def test_the_key_goes_to_ollamas_only(tmp_path):
    written = Configuration("gw.yaml", prefixes=("/a",))
    with ollama() as one, ollama() as front, ollama() as proxy:
        system = bare(tmp_path, OLLAMA_API_KEY="secret", http_proxy=proxy.url)
        gateway = GatewayTarget(at(front.url).address, "--gateway")
        facts = look(system, one.url, gateway=gateway, configuration=written, asked=Asked(origin="http://localhost"))
    keyed = {asked.path for asked in one.requests if "authorization" in asked.headers}
    assert keyed == {"/api/version", "/api/tags", "/api/ps"}
    assert not any("authorization" in asked.headers for asked in (*front.requests, *proxy.requests))
    assert "secret" not in repr(facts.servers) + repr(facts.gateway)


def test_how_much_a_healthy_run_costs(tmp_path):
    """CPU of the examination itself, this machine's files and commands included."""
    with ollama(models=["llama3.2"]) as running:
        begin = time.process_time()
        facts = look(System("linux", environ=os.environ, home=tmp_path), running.url)
    assert facts.server.dialled is not None and facts.server.dialled.outcome is Connect.OPEN
    assert time.process_time() - begin < 0.5
