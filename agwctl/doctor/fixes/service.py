"""Starting, restarting and stopping Ollama."""

from __future__ import annotations

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.install import Install, install_of

__all__ = ["restart", "restart_commands", "start"]

_START = {
    Install.LINUX_SYSTEMD: ("sudo systemctl enable --now ollama",),
    Install.LINUX_MANUAL: ("ollama serve",),
    Install.MACOS_APP: ("open -a Ollama",),
    Install.MACOS_BREW: ("brew services start ollama",),
}
_RESTART = {
    Install.LINUX_SYSTEMD: ("sudo systemctl restart ollama",),
}


def start(facts: Facts) -> Fix:
    install = install_of(facts)
    return Fix("start Ollama", _START.get(install, ("ollama serve",)), install.value)


def restart(facts: Facts) -> Fix:
    install = install_of(facts)
    return Fix("restart Ollama", restart_commands(install), install.value)


def restart_commands(install: Install) -> tuple[str, ...]:
    return _RESTART.get(install, ("ollama serve",))
