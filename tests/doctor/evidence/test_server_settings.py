"""Whose word counts for a server's variables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agwctl.doctor.evidence.server_settings import (
    Setting,
    is_true,
    nanoseconds,
    number,
    server_process,
    server_variable,
)
from agwctl.doctor.facts.containers import Container, PublishedPort
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Log, Service
from agwctl.doctor.facts.sockets import Listener, Sockets
from tests.doctor.asking import START, serving
from tests.doctor.healthy import OLLAMA, TUNNEL, healthy, server

NAME = "OLLAMA_KEEP_ALIVE"
UNSEEN = Sockets((Listener("127.0.0.1", 11434, replace(OLLAMA, environment=None)),))
CONFIG = (
    'time=1 level=INFO msg="server config" env="map[HTTPS_PROXY: OLLAMA_CONTEXT_LENGTH:0 OLLAMA_KEEP_ALIVE:{} X:1]"'
)
BOX = Container(
    "ollama", "ollama/ollama", is_ollama=True, ports=(PublishedPort(11434, "", 11434),), environment={NAME: "9m"}
)


def unseen(**changes: Any) -> Facts:
    """The process is another user's."""
    return healthy(sockets=UNSEEN, **{"service": Service(), **changes})


@pytest.mark.parametrize(
    ("facts", "setting"),
    [
        (healthy(sockets=serving(OLLAMA_KEEP_ALIVE=' "24h" ')), Setting("24h", "/proc/812/environ")),
        (healthy(sockets=serving()), Setting("", "/proc/812/environ")),
        (
            unseen(log=Log("the log", (CONFIG.format("1h0m0s"), START[1]))),
            Setting("1h0m0s", "the server config line of its log"),
        ),
        (unseen(log=Log("the log", (CONFIG.format("5m0s"),))), Setting("", "the server config line of its log")),
        (
            unseen(service=Service("systemd", environment={NAME: "2h"}), log=Log("")),
            Setting("2h", "the service ollama"),
        ),
        (unseen(containers=(BOX,), log=Log("")), Setting("9m", "the container ollama")),
    ],
)
def test_the_best_source(facts: Facts, setting: Setting):
    assert server_variable(facts, NAME) == setting


@pytest.mark.parametrize(
    "facts",
    [
        unseen(log=Log("")),
        unseen(log=Log(""), containers=(replace(BOX, ports=()),)),
        healthy(server("http://10.0.0.9:11434", is_here=False)),
    ],
)
def test_not_known(facts: Facts):
    assert isinstance(server_variable(facts, NAME), Unread)


def test_whose_process_it_is():
    assert server_process(healthy()) == OLLAMA
    assert server_process(healthy(server("http://127.0.0.1:11500"))) is None
    assert server_process(healthy(sockets=Unread("no"))) is None


@pytest.mark.parametrize(
    ("value", "found"), [("4", 4), ("", None), ("four", None), ("-1", None), ("9" * 40, None)]
)  # fmt: skip
def test_numbers(value: str, found: int | None):
    assert number(Setting(value, "")) == found
    assert number(Unread("no")) is None


@pytest.mark.parametrize(
    ("value", "seconds"), [("5m", 300), ("90", 90), ("1h0m0s", 3600), ("0", 0), ("-1", 2**63 // 10**9), ("soon", None)]
)
def test_durations(value: str, seconds: int | None):
    found = nanoseconds(value)
    assert (None if found is None else found // 10**9) == seconds


@pytest.mark.parametrize(("value", "told"), [("1", True), ("yes", True), ("0", False), ("false", False), ("", False)])
def test_switches(value: str, told: bool):
    assert is_true(value) is told


def test_the_service_of_this_machine_is_not_behind_a_tunnel():
    assert isinstance(server_variable(healthy(sockets=TUNNEL), "OLLAMA_HOST"), Unread)


def test_a_file_that_is_not_ours_to_read_may_say_more():
    service = Service("systemd", environment={"OLLAMA_HOST": "0.0.0.0"}, unread_files=("/etc/ollama/secret.env",))
    facts = healthy(service=service, sockets=Sockets())
    assert server_variable(facts, "OLLAMA_HOST") == Setting("0.0.0.0", "the service ollama")
    assert isinstance(server_variable(facts, "OLLAMA_KEEP_ALIVE"), Unread)
