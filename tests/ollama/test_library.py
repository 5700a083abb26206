"""Pulls and pushes, step by step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.ollama.layers import Layer
from agwctl.ollama.library import Library
from agwctl.ollama.name import ModelName, parse
from agwctl.ollama.network import Network, Registries, Remote
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import Release
from agwctl.ollama.store import Store
from tests.ollama.played import NOON, FakeTime, model

LAYERS = (Layer("model", "a" * 64, 900), Layer("template", "b" * 64, 100))


def named(text: str) -> ModelName:
    name = parse(text)
    assert name is not None
    return name


def library(store: Store, *remotes: Remote) -> Library:
    network = Network()
    return Library(store, Registries(remotes, network, Release("0.33.0")), network, FakeTime().clock, "/models")


def statuses(steps: object) -> list[object]:
    return [step["status"] for step in steps]  # type: ignore[attr-defined]


def test_a_pull_and_another_one() -> None:
    store = Store()
    shelf = library(store, Remote(model("phi3", layers=LAYERS)))
    told = statuses(shelf.pull(named("phi3")))
    assert told[0] == "pulling manifest"
    assert told[-3:] == ["verifying sha256 digest", "writing manifest", "success"]
    assert list(dict.fromkeys(told[1:-3]))[:2] == ["pulling aaaaaaaaaaaa", "pulling bbbbbbbbbbbb"]
    found = store.find("phi3")
    assert found is not None
    assert found.modified == NOON
    again = list(shelf.pull(named("phi3")))
    assert [step["completed"] for step in again if "total" in step] == [900, 100, found.config.size]


def test_a_newer_version_leaves_layers_behind() -> None:
    old = model("phi3", layers=(Layer("model", "d" * 64, 1),))
    told = statuses(library(Store([old]), Remote(model("phi3", layers=LAYERS))).pull(named("phi3")))
    assert told[-3:] == ["writing manifest", "removing unused layers", "success"]


def test_the_spelling_that_is_stored_stays() -> None:
    store = Store([model("Bob/phi3")])
    list(library(store, Remote(replace(model("phi3"), name=named("bob/phi3")))).pull(named("bob/PHI3")))
    assert [str(each.name) for each in store.newest_first()] == ["Bob/phi3:latest"]


def test_a_corrupt_layer_is_thrown_away() -> None:
    store = Store()
    remote = Remote(model("phi3", layers=LAYERS), corrupt={"a" * 64: "f" * 64})
    steps = library(store, remote).pull(named("phi3"))
    with pytest.raises(Refusal) as refusal:
        list(steps)
    want, got = f"sha256:{'a' * 64}", f"sha256:{'f' * 64}"
    assert refusal.value.text == f"digest mismatch, file must be downloaded again: want {want}, got {got}"
    assert store.find("phi3") is None
    assert not store.holds("a" * 64)
    assert store.holds("b" * 64)


def test_pushes() -> None:
    shelf = library(Store([model("mine", layers=LAYERS)]))
    with pytest.raises(Refusal, match="unauthorized: access denied"):
        list(shelf.push(named("mine"), insecure=False, signed_in=False))
    told = statuses(shelf.push(named("mine"), insecure=False, signed_in=True))
    assert (told[0], told[-2:]) == ("retrieving manifest", ["pushing manifest", "success"])
    assert "pushing aaaaaaaaaaaa" in told


def test_a_push_of_what_is_not_there() -> None:
    steps = library(Store()).push(named("nope"), insecure=False, signed_in=True)
    assert [next(steps), next(steps)] == [{"status": "retrieving manifest"}, {"status": "couldn't retrieve manifest"}]
    with pytest.raises(Refusal) as refusal:
        next(steps)
    path = "/models/manifests/registry.ollama.ai/library/nope/latest"
    assert refusal.value.text == f"open {path}: no such file or directory"
