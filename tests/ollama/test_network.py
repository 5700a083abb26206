"""Which registries are there, and what Go says about the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.ollama.name import ModelName, parse
from agwctl.ollama.network import NO_DNS, Network, Registries, Remote
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import Release
from tests.ollama.played import model


def named(text: str) -> ModelName:
    name = parse(text)
    assert name is not None
    return name


REMOTES = [
    Remote(model("phi3")),
    Remote(replace(model("new"), requires="9.0.0")),
    Remote(model("closed"), refusal="unauthorized: access denied"),
    Remote(replace(model("x"), name=named("localhost:5000/library/mine"))),
]


def registries(network: Network | None = None) -> Registries:
    return Registries(REMOTES, network or Network(), Release("0.33.0"))


def test_what_is_there() -> None:
    found = registries()
    assert found.manifest(named("PHI3"), insecure=False).model.name.model == "phi3"
    assert found.manifest(named("localhost:5000/library/mine"), insecure=True).model.name.host == "localhost:5000"
    assert [str(name) for name in found.names][:2] == ["phi3:latest", "new:latest"]


URL = "https://registry.ollama.ai/v2/library/phi3/manifests/latest"


@pytest.mark.parametrize(
    ("name", "network", "insecure", "told"),
    [
        ("nope", Network(), False, "file does not exist"),
        ("phi3:70b", Network(), False, "file does not exist"),
        ("new", Network(), False, "412: \n\nThe model you are attempting to pull requires a newer version of Ollama"),
        ("closed", Network(), False, "unauthorized: access denied"),
        ("phi3", Network(failure=NO_DNS), False, f'Get "{URL}": dial tcp: lookup registry.ollama.ai: no such host'),
        ("localhost:5000/library/mine", Network(), False, ": EOF"),
        ("localhost:6000/a/b", Network(), True, "dial tcp 127.0.0.1:6000: connect: connection refused"),
        ("example.com/a/b", Network(), False, "dial tcp: lookup example.com: no such host"),
    ],
)
def test_what_is_not(name: str, network: Network, insecure: bool, told: str) -> None:
    with pytest.raises(Refusal) as refusal:
        registries(network).manifest(named(name), insecure=insecure)
    assert refusal.value.status == 500
    assert refusal.value.text.startswith("pull model manifest: ")
    assert told in refusal.value.text


def test_a_registry_on_this_machine_needs_no_network() -> None:
    registries(Network(failure=NO_DNS)).reach(named("localhost:5000/library/mine"), "Get", insecure=True)
