"""Names of Ollama's models."""

from __future__ import annotations

import pytest

from agwctl.model_name import same_model


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mistral", "mistral:latest"),
        ("Mistral", "mistral"),
        ("library/mistral", "mistral"),
        ("registry.ollama.ai/library/mistral:latest", "MISTRAL"),
        ("bob/foo", "bob/foo:latest"),
        ("https://h/ns/m", "h/ns/m:latest"),
        ("hf.co/a/b:Q4_K_M", "hf.co/a/b:q4_k_m"),
        ("localhost:5000/ns/m", "localhost:5000/ns/m:latest"),
    ],
)
def test_names_of_one_model(one: str, other: str) -> None:
    assert same_model(one, other) and same_model(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("mistral", "mistral:7b"), ("mistral", "bob/mistral"), ("mistral", "mistral2"), ("", "latest")]
)
def test_names_of_two_models(one: str, other: str) -> None:
    assert not same_model(one, other)
