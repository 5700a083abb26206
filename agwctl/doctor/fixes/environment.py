"""Giving Ollama's own process a variable: a shell's `export` reaches no service."""

from __future__ import annotations

from collections.abc import Mapping

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.service import restart_commands
from agwctl.doctor.install import Install, install_of

__all__ = ["give"]


def give(facts: Facts, title: str, variables: Mapping[str, str]) -> Fix:
    """Sets variables of the server and restarts it."""
    install = install_of(facts)
    lines = "\\n".join(f'Environment="{name}={value}"' for name, value in variables.items())
    if install is Install.LINUX_SYSTEMD:
        commands: tuple[str, ...] = (
            "sudo mkdir -p /etc/systemd/system/ollama.service.d",
            f"printf '[Service]\\n{lines}\\n' | sudo tee /etc/systemd/system/ollama.service.d/override.conf",
            "sudo systemctl daemon-reload",
            *restart_commands(install),
        )
    else:
        given = " ".join(f"{name}={value}" for name, value in variables.items())
        commands = (f"{given} ollama serve",)
    return Fix(title, commands, install.value)
