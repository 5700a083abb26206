"""Listening for more than this machine."""

from __future__ import annotations

import pytest

from agwctl.doctor.fixes.bind import published, read_again, widen
from agwctl.doctor.fixes.service import WINDOWS_START, WINDOWS_STOP
from agwctl.doctor.install import Install
from tests.doctor.healthy import server
from tests.doctor.installations import on

ADDRESS = "192.168.1.20"


@pytest.mark.parametrize("install", [*Install])
def test_the_first_fix_is_the_variable_for_the_server_and_the_last_tells_of_its_own_network(install):
    fixes = widen(on(install), ADDRESS)
    assert any("0.0.0.0:11434" in line for line in fixes[0].commands)
    assert not any(line.startswith("export") for fix in fixes for line in fix.commands)
    assert "Ollama asks nobody for a password: let your own network in and no other" in fixes[-1].title


def test_one_address_is_offered_for_a_server_of_this_machine_only():
    def titles(install):
        return [fix.title for fix in widen(on(install), ADDRESS) if "on this address only" in fix.title]

    assert titles(Install.LINUX_SYSTEMD) == [
        "on this address only: the same with OLLAMA_HOST=192.168.1.20:11434; 127.0.0.1 is closed then"
    ]
    assert titles(Install.ELSEWHERE) == []


def test_the_app_of_macos_has_a_switch():
    assert widen(on(Install.MACOS_APP), ADDRESS)[1].title.startswith("for good, in Ollama's Settings switch on")


@pytest.mark.parametrize(
    ("install", "commands"),
    [
        (Install.LINUX_SYSTEMD, ("sudo systemctl daemon-reload", "sudo systemctl restart ollama")),
        (Install.MACOS_APP, ("osascript -e 'quit app \"Ollama\"'", "open -a Ollama")),
        (Install.WINDOWS_APP, (WINDOWS_STOP, WINDOWS_START)),
    ],
)
def test_what_is_written_and_not_read(install, commands):
    assert read_again(on(install)).commands == commands
    assert widen(on(install), ADDRESS, unread=True)[0].commands == commands


def test_a_port_of_a_container():
    fix = published(on(Install.DOCKER, server("http://127.0.0.1:11500")), "publish it")
    assert fix.platform == "docker"
    assert " -p 11500:11434 " in fix.commands[-1]
    assert " -e OLLAMA_HOST=0.0.0.0:11434 " in fix.commands[-1]
