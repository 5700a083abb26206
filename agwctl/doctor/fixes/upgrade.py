"""Upgrading Ollama."""

from __future__ import annotations

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.container import engine, made_anew, ollama_container
from agwctl.doctor.fixes.install import SCRIPT
from agwctl.doctor.fixes.place import Commands, for_install, word_there
from agwctl.doctor.install import Install

__all__ = ["upgrade"]


def upgrade(facts: Facts) -> Fix:
    return for_install(facts, "upgrade Ollama", {
        Install.LINUX_SYSTEMD: SCRIPT,
        Install.LINUX_MANUAL: SCRIPT,
        Install.DOCKER: _newer_image,
        Install.MACOS_APP: ("open https://ollama.com/download",),
        Install.MACOS_BREW: ("brew upgrade ollama", "brew services restart ollama"),
        Install.WINDOWS_APP: ("winget upgrade --id Ollama.Ollama",),
    })  # fmt: skip


def _newer_image(facts: Facts) -> Commands:
    found = ollama_container(facts)
    image = "ollama/ollama" if found is None else found.image
    if found is not None and ":" in found.image.rpartition("/")[2]:
        return (f"{engine(facts)} pull ollama/ollama:latest", *made_anew(facts, {}, image="ollama/ollama:latest"))
    return (f"{engine(facts)} pull {word_there(facts, image)}", *made_anew(facts, {}))
