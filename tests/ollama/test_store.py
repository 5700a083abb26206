"""The models that are there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.ollama.catalogue import default_models
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.store import Model, Store
from tests.ollama.played import NOON


def test_the_models_of_the_guides_are_there_newest_first() -> None:
    store = Store(default_models(NOON))
    assert [str(model.name) for model in store.newest_first()] == [
        "llama3.2:latest",
        "mistral:latest",
        "nomic-embed-text:latest",
    ]


@pytest.mark.parametrize(
    "text", ["llama3.2", "LLAMA3.2:latest", "library/llama3.2", "registry.ollama.ai/library/llama3.2"]
)
def test_one_model_under_all_its_names(text: str) -> None:
    model = Store(default_models(NOON)).find(text)
    assert model is not None
    assert model.name.model == "llama3.2"


def test_what_is_not_there() -> None:
    store = Store(default_models(NOON))
    assert store.find("llama3.2:70b") is None
    with pytest.raises(Refusal, match="invalid model name"):
        store.find("bad name")


def test_digests_are_64_hex_digits_and_differ() -> None:
    digests = {model.digest for model in default_models(NOON)}
    assert len(digests) == 3
    assert all(len(digest) == 64 and set(digest) <= set("0123456789abcdef") for digest in digests)


def test_a_blob_is_held_as_long_as_a_model_has_it() -> None:
    store = Store(default_models(NOON))
    model = store.find("llama3.2")
    assert model is not None
    name = model.name._replace(tag="copy")
    store.copy(model, name, NOON)
    store.remove(model)
    assert all(store.holds(layer.digest) for layer in (model.config, *model.files))
    store.put(replace(model, name=name, blob="f" * 64, layers=(), digest="", size=7_000))
    assert (store.holds(model.blob), store.holds("f" * 64)) == (False, True)
    store.remove(replace(model, name=name))
    assert not store.holds("f" * 64)


def test_many_models_do_not_make_it_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(default_models(NOON))
    monkeypatch.setattr(Model, "files", property(lambda model: pytest.fail("worked out again")))
    assert not store.holds("0" * 64)
