"""Commands about models, for each kind of installation."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from agwctl.doctor.fixes.models import copy, ollama, pull, pull_again, remove, sign_in, stop, warm, with_context
from agwctl.doctor.install import Install
from tests.doctor.healthy import healthy, server
from tests.doctor.installations import CONTAINER, on


@pytest.mark.parametrize(
    ("install", "line"),
    [
        (Install.LINUX_SYSTEMD, "ollama pull qwen3:8b"),
        (Install.LINUX_MANUAL, "ollama pull qwen3:8b"),
        (Install.DOCKER, "docker exec -it ollama ollama pull qwen3:8b"),
        (Install.MACOS_APP, "ollama pull qwen3:8b"),
        (Install.MACOS_BREW, "ollama pull qwen3:8b"),
        (Install.WINDOWS_APP, "ollama pull 'qwen3:8b'"),
        (Install.WSL_WINDOWS, "agwctl models pull qwen3:8b -H http://172.20.0.1:11434"),
        (Install.ELSEWHERE, "agwctl models pull qwen3:8b -H http://192.168.1.50:11434"),
    ],
)
def test_pull(install: Install, line: str):
    assert pull(on(install), "qwen3:8b").commands == (line,)


def test_another_engine():
    facts = on(Install.DOCKER, containers=(replace(CONTAINER, engine="podman"),))
    assert stop(facts, "a").commands == ("podman exec -it ollama ollama stop a",)


def test_another_port_is_named():
    facts = healthy(server("http://127.0.0.1:11500"))
    assert ollama(facts, "rm", "x") == "OLLAMA_HOST=http://127.0.0.1:11500 ollama rm x"
    assert ollama(healthy(facts.server, environment={"OLLAMA_HOST": ":11500"}), "rm", "x") == "ollama rm x"


def test_another_name_of_the_usual_address_is_not_named():
    assert ollama(healthy(server("http://localhost:11434")), "rm", "x") == "ollama rm x"


def test_what_is_done():
    facts = healthy()
    assert pull_again(facts, "a").commands == ("ollama rm a", "ollama pull a")
    assert remove(facts, "a").commands == ("ollama rm a",)
    assert copy(facts, "a", "b").commands == ("ollama cp a b",)
    assert stop(facts, "a").commands == ("ollama stop a",)
    assert warm(facts, "a").commands == ("agwctl models warm a --keep-alive 24h",)
    assert warm(on(Install.ELSEWHERE), "a").commands[0].endswith(" -H http://192.168.1.50:11434")
    assert sign_in(facts).commands == ("ollama signin",)


@pytest.mark.parametrize(
    ("install", "lines"),
    [
        (
            Install.LINUX_SYSTEMD,
            (r"printf 'FROM qwen3:8b\nPARAMETER num_ctx 16384\n' | ollama create qwen3-8b-16k -f -",),
        ),
        (
            Install.DOCKER,
            (
                r"printf 'FROM qwen3:8b\nPARAMETER num_ctx 16384\n' | "
                "docker exec -i ollama ollama create qwen3-8b-16k -f -",
            ),
        ),
        (
            Install.WINDOWS_APP,
            (
                "'FROM qwen3:8b', 'PARAMETER num_ctx 16384' | Set-Content -Encoding ascii Modelfile",
                "ollama create 'qwen3-8b-16k' '-f' 'Modelfile'",
            ),
        ),
    ],
)
def test_a_longer_context(install: Install, lines: tuple[str, ...]):
    assert with_context(on(install), "qwen3:8b", 16384).commands == lines


def test_a_name_from_outside_is_one_word():
    (line,) = stop(healthy(), "x; reboot $(id)").commands
    assert shlex.split(line) == ["ollama", "stop", "x; reboot $(id)"]
