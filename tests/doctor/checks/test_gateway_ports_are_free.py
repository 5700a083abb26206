"""Ports of the configuration that other programs hold."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.gateway_ports_are_free import run
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from tests.doctor.gateways import BASIC, GATEWAY, NODE, OWN, behind, gateway, known
from tests.doctor.healthy import OLLAMA, healthy


def held(port: int, process: Process | None) -> Sockets:
    return Sockets((Listener("0.0.0.0", port, process),))


@pytest.mark.parametrize(
    ("sockets", "ids"),
    [
        (held(15020, NODE), ("E14",)),
        (held(3000, NODE), ("E14",)),
        (held(15020, GATEWAY), ()),
        (held(15020, OWN), ()),
        (held(15020, None), ()),
        (held(15020, Process(1, "docker-proxy")), ()),
        (held(15099, NODE), ()),
    ],
)
def test_owners(sockets, ids):
    found = run(behind(None, known(), sockets=sockets))
    assert found.ids == ids
    assert found.status is (Status.WARN if ids else Status.PASS)


def test_what_helps():
    found = run(behind(None, known(), sockets=held(15020, NODE)))
    assert "config.statsAddr" in found.fixes[0].title
    assert "node (pid 99)" in found.summary


def test_ollama_s_port():
    found = run(behind(None, known(BASIC.replace("3000", "11434")), sockets=held(11434, OLLAMA)))
    assert found.ids == ("A24",)


def test_the_gateway_s_own_is_told_by_another_check():
    assert run(behind(gateway(listener=Listener("0.0.0.0", 3000, NODE)), known())).ids == ()


def test_what_cannot_be_told():
    assert run(healthy()).ids == ()
    with pytest.raises(CannotTell):
        run(behind(None, known(), sockets=Unread("no /proc here")))
