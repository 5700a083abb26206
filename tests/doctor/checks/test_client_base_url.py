"""Base URLs in a shell's variables, by what their readers add to them."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.client_base_url import run
from agwctl.doctor.facts.fact import Unread
from tests.doctor.healthy import healthy, server

HERE = "http://localhost:11434"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPENAI_BASE_URL", f"{HERE}/v1"),
        ("OPENAI_BASE_URL", f"{HERE}/v1/"),
        ("OLLAMA_API_BASE", HERE),
        ("OLLAMA_BASE_URL", f"{HERE}/"),
        ("ANTHROPIC_BASE_URL", HERE),
        ("OLLAMA_HOST", "0.0.0.0"),
        ("OLLAMA_HOST", "127.0.0.1:11434"),
    ],
)
def test_good_ones(name, value):
    found = run(healthy(environment={name: value}))
    assert (found.status, found.ids) == (Status.PASS, ()), found


@pytest.mark.parametrize("value", ["https://api.openai.com", ""])
def test_a_vendors_address_is_not_ours(value):
    assert run(healthy(environment={"OPENAI_BASE_URL": value})).status is Status.SKIP


@pytest.mark.parametrize(
    ("name", "value", "id", "instead"),
    [
        ("OPENAI_BASE_URL", HERE, "G01", f"{HERE}/v1"),
        ("OPENAI_API_BASE", f"{HERE}/", "G01", f"{HERE}/v1"),
        ("OPENAI_BASE_URL", f"{HERE}/v1/chat/completions", "G03", f"{HERE}/v1"),
        ("OPENAI_BASE_URL", f"{HERE}/v1/v1", "E02", f"{HERE}/v1"),
        ("OPENAI_BASE_URL", f"{HERE}//v1", "G04", f"{HERE}/v1"),
        ("OPENAI_BASE_URL", f"{HERE}/api", "G02", f"{HERE}/v1"),
        ("OPENAI_BASE_URL", "localhost:11434/v1", "A16", f"{HERE}/v1"),
        ("OPENAI_BASE_URL", "http://0.0.0.0:11434/v1", "A15", "http://127.0.0.1:11434/v1"),
        ("OLLAMA_API_BASE", f"{HERE}/v1", "G02", HERE),
        ("OLLAMA_BASE_URL", f"{HERE}/api", "G02", HERE),
        ("OLLAMA_BASE_URL", f"{HERE}/api/generate", "G03", HERE),
        ("OLLAMA_HOST", f"{HERE}/v1", "G02", HERE),
        ("ANTHROPIC_BASE_URL", f"{HERE}/v1", "E02", HERE),
        ("ANTHROPIC_BASE_URL", f"{HERE}/v1/messages", "G03", HERE),
        ("OPENAI_BASE_URL", "http://[::1]:11434", "G01", "http://[::1]:11434/v1"),
    ],
)
def test_bad_ones(name, value, id, instead):
    found = run(healthy(environment={name: value, "SHELL": "/bin/bash"}))
    assert (found.status, found.ids) == (Status.WARN, (id,))
    assert name in found.summary
    assert [command.replace("'", "") for command in found.fixes[0].commands] == [f"export {name}={instead}"]


def test_a_password_is_not_shown():
    found = run(healthy(environment={"OPENAI_BASE_URL": "http://ada:hunter2@localhost:11434?k=hunter2"}))
    assert found.ids == ("G01",)
    assert "hunter2" not in repr(found)


def test_nothing_is_set():
    assert run(healthy()).summary == "no variable of this shell names a base URL"


def test_a_port_that_nobody_has():
    there = {"OPENAI_BASE_URL": "http://localhost:4000/v1", "SHELL": "/bin/bash"}
    found = run(healthy(environment=there))
    assert (found.status, found.ids) == (Status.WARN, ("A10",))
    assert found.fixes[0].commands == ("export OPENAI_BASE_URL=http://127.0.0.1:11434/v1",)
    assert run(healthy(environment=there, sockets=Unread("no /proc"))).ids == ()


def test_what_is_looked_at_and_down_is_told_elsewhere():
    down = server("http://localhost:4000")
    assert run(healthy(down, environment={"OPENAI_BASE_URL": "http://localhost:4000/v1"})).ids == ()
