"""Containers that are told of an Ollama."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.containers_find_ollama import run
from agwctl.doctor.facts.containers import Container
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.sockets import Listener, Sockets
from tests.doctor.healthy import OLLAMA, healthy

WIDE = Sockets((Listener("::", 11434, OLLAMA),), (OLLAMA,))
DESKTOP = Context("linux", desktop_engine=True)


def told(value: str, name: str = "OLLAMA_BASE_URL", **changes):
    facts = {key: changes.pop(key) for key in ("context", "sockets") if key in changes}
    container = replace(Container("webui", "open-webui", environment={name: value, "TOKEN": "secret"}), **changes)
    return healthy(containers=(container,), **facts)


@pytest.mark.parametrize(
    ("facts", "status", "ids"),
    [
        (healthy(), Status.SKIP, ()),
        (told("http://localhost:11434"), Status.WARN, ("A03",)),
        (told("http://127.0.0.1:11434/v1", "OPENAI_API_BASE_URL"), Status.WARN, ("A03",)),
        (told("http://localhost:11434", network_mode="host"), Status.SKIP, ()),
        (told("http://localhost:11434", network_mode="container:0123abcd"), Status.SKIP, ()),
        (told("/ollama"), Status.SKIP, ()),
        (told("http://gpu-box:11434;http://other:11434", "OLLAMA_BASE_URLS"), Status.PASS, ()),
        (told("http://localhost:11434", is_running=False), Status.SKIP, ()),
        (told("http://localhost:11434", is_ollama=True), Status.SKIP, ()),
        (told("http://localhost:3000", "HOME_PAGE"), Status.SKIP, ()),
        (told("http://host.docker.internal:11434"), Status.WARN, ("A05",)),
        (told("http://172.17.0.1:11434"), Status.WARN, ("A05",)),
        (told("http://172.17.0.1:11434", sockets=WIDE), Status.PASS, ()),
        (told("http://172.17.0.1:11434", sockets=Sockets()), Status.PASS, ()),
        (told("http://ollama:11434"), Status.PASS, ()),
    ],
)
def test_where_the_address_leads(facts, status, ids):
    found = run(facts)
    assert (found.status, found.ids) == (status, ids)
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("facts", "title"),
    [
        (told("http://localhost:11434"),
         "start it with `--add-host=host.docker.internal:host-gateway`, and tell it http://host.docker.internal:11434"),
        (told("http://localhost:11434", context=DESKTOP), "tell it http://host.docker.internal:11434"),
    ],
)  # fmt: skip
def test_the_name_of_the_host(facts, title):
    assert run(facts).fixes[0].title == title


def test_an_engine_that_does_not_answer():
    with pytest.raises(CannotTell):
        run(healthy(containers=Unread("`docker ps` takes longer than 3 s")))
