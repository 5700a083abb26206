"""The file that was found, and what the process on the gateway's port was started with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.configuration_is_running import run
from agwctl.doctor.facts.sockets import Listener
from tests.doctor.gateways import BASIC, GATEWAY, NODE, OWN, behind, gateway, known
from tests.doctor.healthy import healthy

STATIC = "config: {adminAddr: 'localhost:15000'}\n" + BASIC
PLAYED = replace(OWN, command=("python3", "/usr/bin/agwctl", "simulate", "--port", "3000"))
OTHER = replace(GATEWAY, command=("agentgateway", "--file=/etc/other.yaml"))
DUMP = {"binds": [{"address": "[::]:3000"}], "policies": [{"target": "10.0.0.9:11434"}]}


@pytest.mark.parametrize(
    ("process", "yaml", "modified", "words"),
    [
        (GATEWAY, BASIC, 50.0, None),
        (GATEWAY, BASIC, 500.0, None),  # which it reads again by itself
        (GATEWAY, STATIC, 500.0, "its section `config` is read at the start only"),
        (OWN, BASIC, 500.0, "it is read at the start only"),
        (OWN, BASIC, 101.0, None),  # about when it was started
        (OWN, BASIC, None, None),
        (replace(OWN, started=None), BASIC, 500.0, None),
        (OTHER, BASIC, 50.0, "runs /etc/other.yaml, not gw.yaml"),
        (NODE, STATIC, 500.0, None),
        (PLAYED, BASIC, 500.0, None),
    ],
)
def test_files(process, yaml, modified, words):
    there = gateway(listener=Listener("127.0.0.1", 3000, process))
    found = run(behind(there, known(yaml, modified=modified)))
    assert found.ids == (("E18",) if words else ())
    if words:
        assert found.status is Status.WARN
        assert words in found.summary
        assert found.fixes[0].commands == ("agwctl serve -f gw.yaml",)


def test_the_dump_sends_requests_elsewhere():
    found = run(behind(gateway(dump=DUMP), known(modified=50.0)))
    assert found.ids == ("E18",)
    assert "has no 127.0.0.1:11434" in found.summary
    assert run(behind(gateway(dump={"binds": ["127.0.0.1:11434"]}), known(modified=50.0))).ids == ()


def test_nothing_to_compare():
    assert run(healthy()).ids == run(behind(gateway(listener=None), known(STATIC, modified=500.0))).ids == ()
