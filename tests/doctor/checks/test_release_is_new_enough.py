"""Releases, and what came with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.release_is_new_enough import run
from agwctl.doctor.facts.configuration import Call, Configuration
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.facts import Asked
from agwctl.doctor.install import Install
from agwctl.models.configured import Configured, Use
from tests.doctor.healthy import healthy, server
from tests.doctor.installations import on


def call(path: str, upstream: str = "127.0.0.1:11434"):
    return Configuration("gw.yaml", calls=(Call(4000, path, "m", upstream, path, "gw.yaml:9:5"),))


def release(version: str, **changes):
    return healthy(server(version=version), **changes)


@pytest.mark.parametrize(
    ("facts", "status", "words"),
    [
        (release("0.33.0"), Status.PASS, "has all"),
        (release("0.33.0-rc2"), Status.PASS, "has all"),
        (release("v0.3.0"), Status.PASS, "has all"),
        (release("0.0.0"), Status.PASS, "built from source"),
        (release("snapshot"), Status.PASS, "no number of a release"),
        (release("0.1.13"), Status.FAIL, "Ollama 0.1.13 has no /v1/models, which came with 0.2.0"),
        (release("0.1.30"), Status.WARN, "Ollama 0.1.30 has no /v1/models, which came with 0.2.0"),
        (release("0.9.0", configuration=call("/v1/chat/completions")), Status.PASS, "has all"),
        (
            release("0.9.0", configuration=call("/v1/responses")),
            Status.FAIL,
            "no /v1/responses, which came with 0.13.3",
        ),
        (release("0.13.5", configuration=call("/v1/messages")), Status.FAIL, "no /v1/messages, which came with 0.14.0"),
        (release("0.13.5", configuration=call("/v1/messages", "other:1")), Status.PASS, "has all"),
        (release("0.2.1", asked=Asked(error="POST /api/embed: 404 page not found")), Status.FAIL, "no /api/embed"),
        (release("0.2.1", asked=Asked(error="POST /api/embed: connection refused")), Status.PASS, "has all"),
    ],
)
def test_by_what_is_asked_of_it(facts, status, words):
    found = run(facts)
    assert (found.status, found.ids) == (status, () if status is Status.PASS else ("A40",))
    assert words in found.summary


def test_embeddings_of_a_configuration():
    one = server(version="0.2.1")
    entry = Configured(
        one.server.address, "nomic-embed-text", "embed", "gw.yaml:12:7", True, frozenset({Use.EMBEDDINGS})
    )
    found = run(healthy(replace(one, server=replace(one.server, models=(entry,)))))
    assert found.evidence == (
        "/api/version: 0.2.1",
        "/v1/embeddings came with 0.2.6 (gw.yaml:12:7)",
    )


@pytest.mark.parametrize(
    ("install", "command"),
    [
        (Install.LINUX_SYSTEMD, "curl -fsSL https://ollama.com/install.sh | sh"),
        (Install.MACOS_BREW, "brew upgrade ollama"),
        (Install.WINDOWS_APP, "winget upgrade --id Ollama.Ollama"),
        (Install.DOCKER, "docker pull ollama/ollama"),
        (Install.ELSEWHERE, "curl -fsSL https://ollama.com/install.sh | sh"),
    ],
)
def test_the_upgrade(install, command):
    facts = on(install)
    old = replace(facts, server=replace(facts.server, version="0.1.13"))
    assert run(old).fixes[0].commands[0] == command


def test_without_a_version_nothing_is_told():
    with pytest.raises(CannotTell):
        run(healthy(server(version=Unread("403"))))
