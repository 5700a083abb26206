"""Installing Ollama."""

from __future__ import annotations

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Service
from agwctl.doctor.fixes.place import Commands, for_install
from agwctl.doctor.install import Install

__all__ = ["SCRIPT", "by_script", "install"]

SCRIPT = ("curl -fsSL https://ollama.com/install.sh | sh",)
"""It upgrades, too; the systemd unit is written anew, drop-ins stay."""


def install(facts: Facts) -> Fix:
    return for_install(facts, "install Ollama (https://ollama.com/download)", {
        Install.LINUX_SYSTEMD: SCRIPT,
        Install.LINUX_MANUAL: by_script,
        Install.DOCKER: ("docker run -d --name ollama -v ollama:/root/.ollama -p 11434:11434 ollama/ollama",),
        Install.MACOS_APP: ("brew install --cask ollama-app", "open -a Ollama"),
        Install.MACOS_BREW: ("brew install ollama", "brew services start ollama"),
        Install.WINDOWS_APP: ("winget install --id Ollama.Ollama",),
    })  # fmt: skip


def by_script(facts: Facts) -> Commands:
    """Empty where a package, or somebody, has put it elsewhere: a second one, with a service, would come beside it."""
    program = known_or(facts.service, Service()).program
    return () if program and not program.startswith("/usr/local/") else SCRIPT
