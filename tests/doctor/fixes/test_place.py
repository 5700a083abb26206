"""Fixes in the words of an installation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.place import for_install, word_there
from agwctl.doctor.install import Install
from tests.doctor.healthy import server
from tests.doctor.installations import on

TABLE: dict[Install, Callable[[Facts], tuple[str, ...]] | tuple[str, ...]] = {
    Install.LINUX_SYSTEMD: ("a",),
    Install.WINDOWS_APP: lambda facts: ("b",),
}


@pytest.mark.parametrize(
    ("install", "fix"),
    [
        (Install.LINUX_SYSTEMD, Fix("do it", ("a",), "linux-systemd")),
        (Install.WINDOWS_APP, Fix("do it", ("b",), "windows-app")),
        (Install.WSL_WINDOWS, Fix("in PowerShell on the Windows side: do it", ("b",), "wsl")),
        (Install.MACOS_APP, Fix("do it", (), "macos-app")),
        (
            Install.ELSEWHERE,
            Fix("on the machine 192.168.1.50, if it runs Linux with systemd: do it", ("a",), "elsewhere"),
        ),
    ],
)
def test_what_there_is_no_table_entry_for(install, fix):
    assert for_install(on(install), "do it", TABLE) == fix


@pytest.mark.parametrize(
    ("install", "word"),
    [
        (Install.LINUX_SYSTEMD, "'a\\'b'"),  # fish
        (Install.ELSEWHERE, "'a'\"'\"'b'"),
        (Install.WSL_WINDOWS, "'a''b'"),
    ],
)
def test_a_word_where_the_commands_are_run(install, word):
    facts = on(install)
    fish = replace(known_or(facts.context, Context("linux")), shell="fish")
    assert word_there(replace(facts, context=fish), "a'b") == word


def test_a_host_from_outside_is_one_line():
    facts = on(Install.ELSEWHERE, server("http://a\x1b]0;x\nb:1", is_here=False))
    assert for_install(facts, "do it", TABLE).title.isprintable()
