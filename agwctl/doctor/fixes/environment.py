"""Giving Ollama's own process a variable: a shell's `export` reaches no service."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import DropIn, Service
from agwctl.doctor.fixes import drop_in
from agwctl.doctor.fixes.container import made_anew
from agwctl.doctor.fixes.place import Commands, for_install, word_there
from agwctl.doctor.fixes.service import (
    WINDOWS_START,
    WINDOWS_STOP,
    anew,
    restart_commands,
    unit_name,
)
from agwctl.doctor.fixes.shell import powershell_word
from agwctl.doctor.install import Install, install_of

__all__ = ["give", "on_windows"]

_LASTS = {
    Install.MACOS_APP: " (lost at the next login: a launch agent or the app's own settings keep it)",
    Install.DOCKER: " (with compose: the same under `environment:`)",
}


def give(facts: Facts, title: str, variables: Mapping[str, str]) -> Fix:
    """Sets variables of the server, keeps those it has, and restarts it."""
    return for_install(facts, title + _LASTS.get(install_of(facts), ""), {
        Install.LINUX_SYSTEMD: lambda facts: _by_drop_in(facts, variables),
        Install.LINUX_MANUAL: lambda facts: anew(facts, variables),
        Install.DOCKER: lambda facts: made_anew(facts, variables),
        Install.MACOS_APP: lambda facts: (*_launchctl(facts, variables), *restart_commands(facts)),
        Install.MACOS_BREW: lambda facts: (*_plist(facts, variables), *restart_commands(facts)),
        Install.WINDOWS_APP: on_windows(variables),
    })  # fmt: skip


def _by_drop_in(facts: Facts, variables: Mapping[str, str]) -> Commands:
    elsewhere = Service(drop_ins=(_UNSEEN,))
    service = elsewhere if install_of(facts) is Install.ELSEWHERE else known_or(facts.service, elsewhere)
    return (
        *drop_in.commands(service, unit_name(facts), variables, partial(word_there, facts)),
        *restart_commands(facts),
    )


_UNSEEN = DropIn("/etc/systemd/system/ollama.service.d/unseen.conf", "# not known")
"""Stands for whatever files another machine has: ours must not take their place."""


def _launchctl(facts: Facts, variables: Mapping[str, str]) -> Commands:
    return tuple(f"launchctl setenv {name} {word_there(facts, value)}" for name, value in variables.items())


def _plist(facts: Facts, variables: Mapping[str, str]) -> Commands:
    """In the formula's own file: `brew services` copies that one at each start."""
    return tuple(
        f"plutil -replace EnvironmentVariables.{name} -string {word_there(facts, value)}"
        ' "$(brew --prefix ollama)/homebrew.mxcl.ollama.plist"'
        for name, value in variables.items()
    )


def on_windows(variables: Mapping[str, str]) -> Commands:
    """`setx` is for later sessions; what this one starts gets the variables of this one."""
    lasting = (f"setx {name} {powershell_word(value)}" for name, value in variables.items())
    now = (f"$env:{name} = {powershell_word(value)}" for name, value in variables.items())
    return (*lasting, *now, WINDOWS_STOP, WINDOWS_START)
