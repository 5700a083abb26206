"""The container of Ollama, made anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.facts.containers import Container, PublishedPort
from agwctl.doctor.fixes.container import container_name, made_anew
from agwctl.doctor.install import Install
from tests.doctor.healthy import server
from tests.doctor.installations import CONTAINER, on

BARE = Container("web", "ollama/ollama:0.13.5", is_ollama=True)


@pytest.mark.parametrize(
    ("container", "publish", "run"),
    [
        (BARE, "", "docker run -d --name web -p 11434:11434 ollama/ollama:0.13.5"),
        (BARE, "11434:11434", "docker run -d --name web -p 11434:11434 ollama/ollama:0.13.5"),
        (
            replace(BARE, ports=(PublishedPort(11434, "127.0.0.1", 8080),)),
            "",
            "docker run -d --name web -p 127.0.0.1:8080:11434 ollama/ollama:0.13.5",
        ),
        (
            replace(BARE, ports=(PublishedPort(11434, "::1", 8080),)),
            "",
            "docker run -d --name web -p '[::1]:8080:11434' ollama/ollama:0.13.5",
        ),
        (replace(BARE, network_mode="host"), "", "docker run -d --name web --network host ollama/ollama:0.13.5"),
        (
            replace(BARE, network_mode="app_default"),
            "",
            "docker run -d --name web --network app_default -p 11434:11434 ollama/ollama:0.13.5",
        ),
        (
            replace(BARE, name="a b", volumes=("/my models:/root/.ollama",), image="x;y"),
            "",
            "docker run -d --name 'a b' -v '/my models:/root/.ollama' -p 11434:11434 'x;y'",
        ),
    ],
)
def test_it_is_as_it_was(container, publish, run):
    assert made_anew(on(Install.DOCKER, containers=(container,)), {}, publish)[-1] == run


def test_podman_has_the_same_words_but_for_the_gpu():
    facts = on(Install.DOCKER, containers=(replace(CONTAINER, engine="podman", environment={}),))
    assert made_anew(facts, {}) == (
        "podman stop ollama",
        "podman rename ollama ollama-before",
        "podman run -d --name ollama --device nvidia.com/gpu=all -v ollama:/root/.ollama -p 11434:11434 ollama/ollama",
    )


def test_the_old_one_is_kept():
    stopped = made_anew(on(Install.DOCKER), {})[:2]
    assert stopped == ("docker stop ollama", "docker rename ollama ollama-before")


def test_of_several_the_one_behind_the_port():
    others = (replace(CONTAINER, name="b", ports=(PublishedPort(11434, "", 11500),)), CONTAINER)
    facts = on(Install.DOCKER, server("http://127.0.0.1:11500"), containers=others)
    assert container_name(facts) == "b"
    assert container_name(on(Install.DOCKER, containers=others)) == "ollama"
