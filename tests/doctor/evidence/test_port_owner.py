"""Whose a port is."""

from __future__ import annotations

import pytest

from agwctl.doctor.evidence.port_owner import foreign_owner, is_forwarder, is_gateway, runs_here
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.install import Install
from tests.doctor.healthy import OLLAMA, TUNNEL, healthy, server
from tests.doctor.installations import on

NODE = Process(4321, "node", ("node", "server.js"))


def held(process: Process | None) -> Sockets:
    return Sockets((Listener("127.0.0.1", 11434, process),))


@pytest.mark.parametrize(
    ("process", "is_gateways", "leads_elsewhere"),
    [
        (Process(1, "agentgateway"), True, False),
        (Process(1, "python3", ("/venv/bin/python3", "/venv/bin/agwctl", "serve")), True, False),
        (Process(1, "docker-proxy"), False, True),
        (Process(1, "com.docker.bac"), False, False),
        (Process(1, "ssh"), False, True),
        (NODE, False, False),
    ],
)
def test_what_it_is(process, is_gateways, leads_elsewhere):
    assert (is_gateway(process), is_forwarder(process)) == (is_gateways, leads_elsewhere)
    assert (foreign_owner(healthy(sockets=held(process)), 11434) is None) == (is_gateways or leads_elsewhere)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (healthy(), True),
        (healthy(sockets=held(None)), True),
        (healthy(sockets=Unread("no")), True),
        (on(Install.DOCKER), True),
        (healthy(sockets=Sockets((*TUNNEL.listeners, Listener("::1", 11434, OLLAMA)))), True),
        (healthy(sockets=TUNNEL), False),
        (healthy(sockets=held(NODE)), False),
        (healthy(server("http://10.0.0.9:11434", is_here=False)), False),
    ],
)
def test_whether_the_machine_tells_about_the_server(facts, expected):
    assert runs_here(facts) is expected
