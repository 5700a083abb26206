"""Upgrading Ollama."""

from __future__ import annotations

from agwctl.doctor.check import Fix
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.container import engine, made_anew, ollama_container
from agwctl.doctor.fixes.install import SCRIPT, by_script
from agwctl.doctor.fixes.place import Commands, for_install, word_there
from agwctl.doctor.fixes.service import anew
from agwctl.doctor.install import Install, install_of

__all__ = ["upgrade"]


def upgrade(facts: Facts) -> Fix:
    is_other = install_of(facts) is Install.LINUX_MANUAL and not by_script(facts)
    title = "upgrade Ollama in the way in which it was installed, and start it again" if is_other else "upgrade Ollama"
    return for_install(facts, title, {
        Install.LINUX_SYSTEMD: SCRIPT,
        Install.LINUX_MANUAL: _and_started_anew,
        Install.DOCKER: _newer_image,
        Install.MACOS_APP: ("open https://ollama.com/download",),
        Install.MACOS_BREW: ("brew upgrade ollama", "brew services restart ollama"),
        Install.WINDOWS_APP: ("winget upgrade --id Ollama.Ollama",),
    })  # fmt: skip


def _and_started_anew(facts: Facts) -> Commands:
    """What was started by hand is not by the script."""
    return (*SCRIPT, *anew(facts)) if by_script(facts) else ()


def _newer_image(facts: Facts) -> Commands:
    found = ollama_container(facts)
    image = "ollama/ollama" if found is None else found.image
    if found is not None and ":" in found.image.rpartition("/")[2]:
        return (f"{engine(facts)} pull ollama/ollama:latest", *made_anew(facts, {}, image="ollama/ollama:latest"))
    return (f"{engine(facts)} pull {word_there(facts, image)}", *made_anew(facts, {}))
