"""Upgrading Ollama."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.fixes.upgrade import upgrade
from agwctl.doctor.install import Install
from tests.doctor.installations import CONTAINER, on

RUN = (
    "docker run -d --name ollama --gpus=all -v ollama:/root/.ollama -p 11434:11434"
    " -e OLLAMA_HOST=0.0.0.0:11434 -e OLLAMA_MODELS=/root/.ollama/models"
)


@pytest.mark.parametrize(
    ("kind", "commands"),
    [
        (Install.LINUX_SYSTEMD, ("curl -fsSL https://ollama.com/install.sh | sh",)),
        (
            Install.LINUX_MANUAL,
            (
                "curl -fsSL https://ollama.com/install.sh | sh",
                "kill 812 && tail --pid=812 -f /dev/null",
                "OLLAMA_MODELS='/data/my models' ollama serve",
            ),
        ),
        (Install.MACOS_BREW, ("brew upgrade ollama", "brew services restart ollama")),
        (Install.MACOS_APP, ("open https://ollama.com/download",)),
        (Install.WINDOWS_APP, ("winget upgrade --id Ollama.Ollama",)),
        (
            Install.DOCKER,
            (
                "docker pull ollama/ollama",
                "docker stop ollama",
                "docker rename ollama ollama-before",
                f"{RUN} ollama/ollama",
            ),
        ),
    ],
)
def test_each_kind(kind, commands):
    assert upgrade(on(kind)).commands == commands


def test_a_container_of_a_fixed_release_gets_the_newest():
    facts = on(Install.DOCKER, containers=(replace(CONTAINER, image="ollama/ollama:0.5.1"),))
    assert upgrade(facts).commands == (
        "docker pull ollama/ollama:latest",
        "docker stop ollama",
        "docker rename ollama ollama-before",
        f"{RUN} ollama/ollama:latest",
    )
