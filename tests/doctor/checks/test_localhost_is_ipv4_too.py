"""Names with two families."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.localhost_is_ipv4_too import run
from agwctl.doctor.facts.network import Connect, Dial
from tests.doctor.healthy import OPEN, healthy, server

SIX, SIX_OPEN = Dial("::1", 11434, Connect.REFUSED), Dial("::1", 11434, Connect.OPEN)


@pytest.mark.parametrize(
    ("dials", "status", "ids"),
    [
        ((OPEN,), Status.PASS, ()),
        ((SIX, OPEN), Status.WARN, ("A17",)),
        ((OPEN, SIX), Status.PASS, ("A17",)),
        ((SIX_OPEN, OPEN), Status.PASS, ()),
        ((SIX,), Status.PASS, ()),
    ],
)
def test_which_comes_first(dials, status, ids):
    found = run(healthy(server("http://localhost:11434", dials=dials)))
    assert (found.status, found.ids) == (status, ids)


def test_what_a_gateway_dials_is_only_told():
    found = run(healthy(server("http://localhost:11434", "configuration", "localhost:11434", dials=(SIX, OPEN))))
    assert (found.status, found.ids) == (Status.PASS, ("A17",))


@pytest.mark.parametrize(
    ("url", "kind", "command"),
    [
        ("http://localhost:11434", "OLLAMA_HOST", "export OLLAMA_HOST=127.0.0.1:11434"),
        ("http://localhost:11434", "--ollama", "agwctl doctor --ollama http://127.0.0.1:11434"),
        ("http://localhost:11434/ollama", "OLLAMA_HOST", "export OLLAMA_HOST=http://127.0.0.1:11434/ollama"),
    ],
)
def test_the_address_in_place_of_the_name(url, kind, command):
    found = run(healthy(server(url, kind, url, dials=(SIX, OPEN))))
    assert found.fixes[0].commands == (command,)
