from __future__ import annotations

import pytest

from agwctl.config.dialects import foreign, wrapped
from agwctl.config.load import load_text, manifest_key
from agwctl.source.node import Scalar
from agwctl.source.reader import read


def test_the_place_counts():
    assert "hostOverride" in (foreign("api_base", "AiBackend") or "")
    assert "params" in (foreign("api_base", "LlmModel") or "")
    assert "llm" in (foreign("model_list", "Config") or "")
    assert foreign("bogus", "AiBackend") is None


@pytest.mark.parametrize(
    ("owner", "text", "written"),
    [
        ("PathMatch", "/api", "{pathPrefix: /api}"),
        ("ValueMatch", "a: b", '{exact: "a: b"}'),
        ("Timeout", "30s", "{requestTimeout: 30s}"),
        ("Authority", "localhost:11434", "{full: localhost:11434}"),
        ("Authority", "atuo", None),
        ("PathMatch", "api", None),
        ("Route", "/api", None),
    ],
)
def test_a_value_without_its_object(owner, text, written):
    around = wrapped(owner, Scalar(text, True, 0, len(text)))
    assert (around and around[2].edits[0].text) == written


@pytest.mark.parametrize("text", ["kind: Gateway", "apiVersion: v1", "apiVersion: v1\nkind: {a: b}", "[]", "x"])
def test_what_is_no_manifest(text):
    assert manifest_key(read(text).documents[0]) is None


def test_a_manifest_is_one_mistake():
    loaded = load_text("apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {}\n")
    assert [(found.pointer, "Kubernetes" in found.message) for found in loaded.diagnostics] == [("apiVersion", True)]
