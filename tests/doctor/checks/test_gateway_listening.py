"""Whether something listens where the gateway is to be, and what else is wrong when nothing does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.gateway_listening import run
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.network import Connect, Dial, Resolution
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from tests.doctor.gateways import BASIC, CLOSED, GATEWAY, NODE, OWN, behind, gateway, known
from tests.doctor.healthy import healthy

DOWN = gateway(dials=(CLOSED,), listener=None)


def test_it_listens():
    assert run(behind(gateway())).status is Status.PASS


def test_nobody_asked_for_one():
    assert run(healthy()).status is Status.SKIP
    found = run(behind(replace(DOWN, is_named=False), known()))
    assert (found.status, found.ids) == (Status.PASS, ())
    assert "no gateway runs on 127.0.0.1:3000" in found.summary


def test_the_named_one_is_down():
    found = run(behind(DOWN))
    assert (found.status, found.ids) == (Status.FAIL, ())
    assert found.summary == "no gateway listens on 127.0.0.1:3000"
    given = '{"llm": {"port": 3000, "models": [{"name": "*", "provider": "ollama"}]}}'
    assert found.fixes[0].commands == (f"agwctl serve --listen 127.0.0.1 -c '{given}'",), "it listens where it is to be"
    with_file = run(behind(DOWN, known(path="my gw.yaml")))
    assert with_file.fixes[0].commands == ("agwctl serve -f 'my gw.yaml'",)


def test_the_configuration_opens_another_port():
    """The gateway is there; it is the port that is wrong."""
    listening = Sockets((Listener("0.0.0.0", 8080, GATEWAY),))
    found = run(behind(DOWN, known(BASIC.replace("3000", "8080")), sockets=listening))
    assert (found.status, found.ids) == (Status.FAIL, ("A10",))
    assert found.fixes[0].commands == ("export OPENAI_BASE_URL=http://127.0.0.1:8080/v1",)


def test_a_gateway_listens_on_another_port():
    listening = Sockets((Listener("127.0.0.1", 15000, OWN), Listener("127.0.0.1", 4000, OWN)))
    found = run(behind(DOWN, sockets=listening))
    assert (found.status, found.ids) == (Status.FAIL, ("A10",))
    assert "a gateway listens on port 4000: python3 (pid 4712)" in found.summary
    assert found.fixes[0].commands == ("export OPENAI_BASE_URL=http://127.0.0.1:4000/v1",)


def test_the_named_one_is_another_machine_s():
    far = gateway("http://10.0.0.9:3000", dials=(Dial("10.0.0.9", 3000, Connect.REFUSED),), listener=None)
    assert run(behind(far)).fixes[0].title.startswith("on the machine 10.0.0.9: ")


def test_a_port_that_it_needs_is_taken():
    """agentgateway ends its start when 15020 is another's."""
    found = run(behind(DOWN, known(), sockets=Sockets((Listener("0.0.0.0", 15020, NODE),))))
    assert (found.status, found.ids) == (Status.FAIL, ("E14",))
    assert "port 15020 (metrics, gw.yaml) is held by node (pid 99)" in found.summary
    assert [fix.commands for fix in found.fixes] == [("agwctl serve -f gw.yaml",), ("ss -ltnp 'sport = :15020'",)]


@pytest.mark.parametrize("name", ["docker-proxy", "nginx", "agentgateway"])
def test_a_port_that_may_lead_to_a_gateway_is_not_taken(name):
    held = Sockets((Listener("0.0.0.0", 15020, Process(5, name)),))
    assert run(behind(DOWN, known(), sockets=held)).ids == ()


@pytest.mark.parametrize("outcome", [Connect.TIMEOUT, Connect.NO_ROUTE])
def test_nothing_comes_back(outcome):
    far = gateway("http://10.0.0.9:3000", dials=(Dial("10.0.0.9", 3000, outcome),), listener=None)
    found = run(behind(far))
    assert (found.status, found.ids) == (Status.FAIL, ("A20",))


def test_a_name_without_an_address():
    found = run(behind(gateway("http://gw.lan:3000", resolution=Resolution("gw.lan", error="Name not known"))))
    assert (found.status, found.ids) == (Status.FAIL, ("A18",))


def test_localhost_of_a_container():
    found = run(behind(DOWN, context=Context("linux", container="docker")))
    assert (found.status, found.ids) == (Status.FAIL, ("A03",))
