"""Installing Ollama."""

from __future__ import annotations

import pytest

from agwctl.doctor.fixes.install import install
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
