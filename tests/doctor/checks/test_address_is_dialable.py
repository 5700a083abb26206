"""Addresses as people write them."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.address_is_dialable import run
from agwctl.doctor.facts.facts import Nearby, Origin
from agwctl.doctor.install import Install
from tests.doctor.healthy import OPEN, REFUSED, healthy, server
from tests.doctor.installations import on

CLOSED = (replace(REFUSED, port=80),)

BESIDE = Nearby(replace(OPEN, port=21500), "0.33.0")


def by_variable(written: str, **facts):
    return healthy(server(written, "OLLAMA_HOST", written, **facts))


@pytest.mark.parametrize(
    ("written", "facts", "status", "ids", "commands"),
    [
        ("", {}, Status.PASS, (), None),
        ("127.0.0.1", {}, Status.PASS, (), None),
        ("http://192.168.1.50:11434", {}, Status.PASS, (), None),
        ("https://llm.example.com", {}, Status.PASS, (), None),
        ("http://gpu-box/", {}, Status.PASS, (), None),
        ("http://gpu-box", {"dials": CLOSED}, Status.FAIL, ("A16",), "export OLLAMA_HOST=gpu-box:11434"),
        ("http://gpu-box/ollama", {"dials": CLOSED}, Status.FAIL, ("A16",), "export OLLAMA_HOST=gpu-box:11434"),
        ("http://[::1]", {"dials": CLOSED}, Status.FAIL, ("A16",), "export OLLAMA_HOST='[::1]:11434'"),
        ("http://gpu-box:80", {"dials": CLOSED}, Status.PASS, (), None),
        ("gpu-box", {"dials": CLOSED}, Status.PASS, (), None),
        ("127.0.0.1:66000", {}, Status.WARN, ("A16",), "export OLLAMA_HOST=127.0.0.1:11434"),
        ("127.0.0.1:66000", {"dials": (REFUSED,)}, Status.FAIL, ("A16",), "export OLLAMA_HOST=127.0.0.1:11434"),
        ("tcp://1.2.3.4", {}, Status.FAIL, ("A16",), "export OLLAMA_HOST=1.2.3.4:11434"),
        ("11434", {}, Status.FAIL, ("A16",), "export OLLAMA_HOST=127.0.0.1:11434"),
        ("8080", {}, Status.FAIL, ("A16",), "export OLLAMA_HOST=127.0.0.1:8080"),
        ("99999999", {}, Status.FAIL, ("A16",), "export OLLAMA_HOST=127.0.0.1:11434"),
        ("host:1:2", {}, Status.FAIL, ("A16",), "export OLLAMA_HOST=127.0.0.1:11434"),
        ('"127.0.0.1:11434"', {}, Status.WARN, ("A16",), "export OLLAMA_HOST=127.0.0.1:11434"),
        (" 127.0.0.1 ", {}, Status.WARN, ("A16",), "export OLLAMA_HOST=127.0.0.1:11434"),
        ("::1", {}, Status.WARN, ("A16",), "export OLLAMA_HOST='[::1]:11434'"),
        ("http//box", {}, Status.FAIL, ("A16",), "export OLLAMA_HOST=http://box"),
        ("ada:secret@box:8080", {}, Status.FAIL, ("A16",), "export OLLAMA_HOST=box:8080"),
        ("http://ada:secret@box:8080", {}, Status.FAIL, ("A16",), "export OLLAMA_HOST=box:8080"),
        ("http://ada:secret@box:8080", {"nearby": (BESIDE,)}, Status.FAIL, ("A16",), "export OLLAMA_HOST=box:8080"),
        ("0:8080", {"nearby": (BESIDE,)}, Status.FAIL, ("A16",), "export OLLAMA_HOST=127.0.0.1:8080"),
        ("127.0.0.1:0", {}, Status.FAIL, ("A16",), "export OLLAMA_HOST=127.0.0.1:11434"),
        ("HTTP://127.0.0.1:8080", {}, Status.PASS, (), None),
        ("2001:db8::1:8080", {"dials": (REFUSED,)}, Status.FAIL, ("A16",), "export OLLAMA_HOST='[2001:db8::1]:8080'"),
        ("11434", {"nearby": (BESIDE,)}, Status.FAIL, ("A16",), "export OLLAMA_HOST=127.0.0.1:21500"),
        (
            "http://127.0.0.1",
            {"dials": CLOSED, "nearby": (BESIDE,)},
            Status.FAIL,
            ("A16",),
            "export OLLAMA_HOST=127.0.0.1:21500",
        ),
        (
            "127.0.0.1:66000",
            {"dials": (REFUSED,), "nearby": (BESIDE,)},
            Status.FAIL,
            ("A16",),
            "export OLLAMA_HOST=127.0.0.1:21500",
        ),
        ("0.0.0.0", {}, Status.PASS, ("A15",), None),
        ("[::]:11434", {}, Status.PASS, ("A15",), None),
        (":11434", {}, Status.PASS, (), None),
    ],
)
def test_the_variable(written, facts, status, ids, commands):
    found = run(by_variable(written, **facts))
    assert (found.status, found.ids) == (status, ids)
    assert "secret" not in repr(found)
    assert found.fixes == () if commands is None else found.fixes[0].commands == (commands,)


def test_a_port_that_was_meant_is_shown_with_who_is_there():
    nearby = (Nearby(OPEN, "0.33.0"),)
    found = run(by_variable("http://127.0.0.1", dials=CLOSED, nearby=nearby))
    assert found.evidence == (
        "OLLAMA_HOST: http://127.0.0.1",
        "connect 127.0.0.1:80: refused",
        "127.0.0.1:11434: Ollama 0.33.0",
    )


def test_a_wildcard_in_a_file_will_fail_on_another_machine():
    one = server("http://127.0.0.1:11434")
    one = replace(one, server=replace(one.server, origin=Origin("configuration", "0.0.0.0:11434", "gw.yaml:7:18")))
    found = run(healthy(one))
    assert (found.status, found.ids) == (Status.WARN, ("A15",))
    assert found.fixes[0].title == "in gw.yaml:7 put 127.0.0.1:11434 in place of 0.0.0.0:11434"


def test_a_wildcard_fails_on_windows():
    found = run(on(Install.WINDOWS_APP, server("0.0.0.0", "OLLAMA_HOST", "0.0.0.0")))
    assert (found.status, found.ids) == (Status.FAIL, ("A15",))
    assert found.fixes[0].commands == ("$env:OLLAMA_HOST = '127.0.0.1:11434'",)


def test_an_argument_is_mended_as_an_argument():
    found = run(healthy(server("11434", "--ollama", "11434")))
    assert found.fixes[0].commands == ("agwctl doctor --ollama 127.0.0.1:11434",)


@pytest.mark.parametrize("written", ["http://a'; touch x", "$(x):99", "tcp://`x`", "a\nb", '"', "\x1b]0;x"])
def test_nothing_written_becomes_code(written):
    found = run(by_variable(written, dials=CLOSED))
    commands = [line for fix in found.fixes for line in fix.commands]
    assert bool(commands) == (written != "$(x):99")  # which is a host name to all clients, and needs no mending
    for command in commands:
        assert command.isprintable()
        assert len(shlex.split(command)) == 2, command
