"""Installing Ollama."""

from __future__ import annotations

import pytest

from agwctl.doctor.facts.service import Service
from agwctl.doctor.fixes.install import install
from agwctl.doctor.fixes.upgrade import upgrade
from agwctl.doctor.install import Install
from tests.doctor.installations import on


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        (Install.LINUX_SYSTEMD, "curl -fsSL https://ollama.com/install.sh | sh"),
        (Install.LINUX_MANUAL, "curl -fsSL https://ollama.com/install.sh | sh"),
        (Install.MACOS_BREW, "brew install ollama"),
        (Install.MACOS_APP, "brew install --cask ollama-app"),
        (Install.WINDOWS_APP, "winget install --id Ollama.Ollama"),
        (Install.DOCKER, "docker run -d --name ollama -v ollama:/root/.ollama -p 11434:11434 ollama/ollama"),
    ],
)
def test_each_kind(kind, first):
    assert install(on(kind)).commands[0] == first


@pytest.mark.parametrize(
    ("program", "is_by_script"), [("", True), ("/usr/local/bin/ollama", True), ("/usr/bin/ollama", False)]
)
def test_no_second_ollama_is_put_beside_that_of_a_package(program, is_by_script):
    facts = on(Install.LINUX_MANUAL, service=Service("none", program=program))
    assert bool(install(facts).commands) is is_by_script
    assert upgrade(facts).title == (
        "upgrade Ollama" if is_by_script else "upgrade Ollama in the way in which it was installed, and start it again"
    )
