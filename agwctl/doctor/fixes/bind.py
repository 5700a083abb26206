"""Letting Ollama listen for callers from other machines and containers, and for no more than those."""

from __future__ import annotations

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.container import made_anew
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.firewall import allow, network_of
from agwctl.doctor.fixes.place import for_install, titled
from agwctl.doctor.fixes.service import restart, restart_commands, unit
from agwctl.doctor.install import Install, install_of

__all__ = ["published", "read_again", "widen"]


_NO_PASSWORD = "Ollama asks nobody for a password: let your own network in and no other"


def widen(facts: Facts, address: str, unread: bool = False, title: str = "") -> list[Fix]:
    """Opens the server for callers of `address`; `unread`: what is written is right and has only to be read."""
    port = facts.server.server.address.port
    everywhere = {"OLLAMA_HOST": f"0.0.0.0:{port}"}
    first = read_again(facts) if unread else give(facts, title or "let Ollama listen on every address", everywhere)
    narrower = f"on this address only: the same with OLLAMA_HOST={address}:{port}; 127.0.0.1 is closed then"
    return [
        first,
        *_switch(facts),
        *([] if unread or ":" in address or not facts.server.is_here else [Fix(titled(facts, narrower))]),
        allow(facts, network_of(address), _NO_PASSWORD)._replace(is_besides=True),
    ]


def read_again(facts: Facts) -> Fix:
    """Makes the server see what is set already."""
    if install_of(facts) is Install.LINUX_SYSTEMD:
        commands = ("sudo systemctl daemon-reload", *restart_commands(facts))
        return Fix(f"let systemd read the unit {unit(facts)} again, and restart Ollama", commands, "linux-systemd")
    return restart(facts)._replace(title=titled(facts, "restart Ollama, which reads variables at its start only"))


def published(facts: Facts, why: str) -> Fix:
    """A container's port on every address of the machine."""
    port = facts.server.server.address.port
    commands = made_anew(facts, {"OLLAMA_HOST": "0.0.0.0:11434"}, f"{port}:11434")
    return for_install(facts, why, {install_of(facts): commands})._replace(platform=Install.DOCKER.value)


def _switch(facts: Facts) -> list[Fix]:
    if install_of(facts) is not Install.MACOS_APP:
        return []
    return [Fix("for good, in Ollama's Settings switch on “Expose Ollama to the network”", (), "macos-app")]
