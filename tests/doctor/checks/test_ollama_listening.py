"""Whether something listens."""

from __future__ import annotations

from agwctl.doctor.check import Status
from agwctl.doctor.checks.ollama_listening import run
from tests.doctor.healthy import REFUSED, healthy, server


def test_an_open_port():
    assert run(healthy()).status is Status.PASS


def test_a_closed_port_and_no_server():
    found = run(healthy(server(dials=(REFUSED,))))
    assert (found.status, found.ids) == (Status.FAIL, ("A01",))
    assert found.fixes[0].commands == ("sudo systemctl enable --now ollama",)
