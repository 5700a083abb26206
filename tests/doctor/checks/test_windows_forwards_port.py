"""What Windows passes on to WSL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.windows_forwards_port import run
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.network import Answer, Connect, Dial
from agwctl.doctor.facts.sockets import Listener, Sockets
from agwctl.doctor.facts.windows import PortProxy, Windows
from agwctl.doctor.install import Install
from tests.doctor.healthy import OLLAMA, OPEN, healthy, server
from tests.doctor.installations import on

NAT = Context("linux", wsl="nat", default_gateway="172.20.0.1", addresses=("127.0.0.1", "172.20.0.2"))
NOW, OLD = PortProxy("0.0.0.0", 11434, "172.20.0.2", 11434), PortProxy("0.0.0.0", 11434, "172.25.9.9", 11434)
WIDE = Sockets((Listener("::", 11434, OLLAMA),), (OLLAMA,))


def inside(*rules, context=NAT, **changes):
    return healthy(context=context, windows=Windows(port_proxies=rules, wsl_address="172.20.0.2"), **changes)


def outside(one):
    return on(Install.WINDOWS_APP, one, windows=Windows(port_proxies=(OLD,), wsl_address="172.20.0.2"))


SILENT = Answer(0, problem="closed without an answer")


@pytest.mark.parametrize(
    ("facts", "status", "ids"),
    [
        (healthy(), Status.SKIP, ()),
        (inside(), Status.PASS, ()),
        (inside(sockets=WIDE), Status.PASS, ("A09",)),
        (inside(NOW), Status.PASS, ()),
        (inside(OLD), Status.WARN, ("A09",)),
        (inside(OLD, context=replace(NAT, wsl="mirrored")), Status.PASS, ()),
        (on(Install.WSL_WINDOWS), Status.SKIP, ()),
        (outside(server("http://192.168.1.20:11434", dials=(replace(OPEN, address="192.168.1.20"),), root=SILENT)),
         Status.FAIL, ("A09",)),
        (outside(server("http://192.168.1.20:11434", dials=(Dial("192.168.1.20", 11434, Connect.RESET),))),
         Status.FAIL, ("A09",)),
        (outside(server()), Status.WARN, ("A09",)),
    ],
)  # fmt: skip
def test_where_it_leads(facts, status, ids):
    found = run(facts)
    assert (found.status, found.ids) == (status, ids)


def test_the_rule_is_made_anew():
    assert run(inside(OLD)).fixes[0].commands[1] == (
        "netsh interface portproxy add v4tov4 listenport=11434 listenaddress=0.0.0.0 connectport=11434"
        " connectaddress=172.20.0.2"
    )
