"""Sizes of models by their names."""

from __future__ import annotations

import pytest

from agwctl.models.size_class import guide_wants, parameters_in, shape_by_name, shape_by_size

LIBRARY = {
    # GB as the library lists them
    "llama3.2": 2.0,
    "llama3.2:1b": 1.3,
    "llama3.1:8b": 4.9,
    "llama3.1:8b-instruct-q8_0": 8.5,
    "llama3.3:70b": 43,
    "mistral": 4.4,
    "qwen3:14b": 9.3,
    "qwen2.5:0.5b": 0.4,
    "gemma2": 5.4,
    "phi4": 9.1,
    "mixtral": 28,
    "nomic-embed-text": 0.27,
}


@pytest.mark.parametrize(("name", "size"), LIBRARY.items())
def test_the_weights_of_the_library(name, size):
    """Rather too much than too little, and never far off but for the smallest."""
    shape = shape_by_name(name)
    assert shape is not None
    assert size * 0.95 <= shape.weights / 1e9 <= size * (1.25 if size > 1 else 1.7)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("llama3.2", 3),
        ("llama3.2:latest", 3),
        ("LLAMA3.2:LATEST", 3),
        ("llama3.2:q8_0", 3),
        ("gemma3:270m", 0.27),
        ("hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M", 3),
        ("own-model", None),
        ("llama3.2:text", None),
        ("", None),
    ],
)
def test_parameters(name, parameters):
    assert parameters_in(name) == parameters


def test_the_quantisation_is_in_the_tag():
    sizes = [shape_by_name(f"llama3.1:8b-instruct-{each}") for each in ("q2_K", "q4_0", "q4_K_M", "q8_0", "fp16")]
    weights = [shape.weights for shape in sizes if shape is not None]
    assert weights == sorted(set(weights))
    assert len(weights) == 5


def test_an_embedding_model_keeps_no_cache():
    shape = shape_by_name("mxbai-embed-large")
    assert shape is not None
    assert shape.is_embedding
    assert not shape.attention


def test_what_is_assumed_is_told():
    shape = shape_by_name("llama3.1:8b")
    assert shape is not None
    assert "8 billion parameters in Q4_K_M" in shape.assumed[0]


def test_any_size_has_a_shape():
    widths = [shape_by_size(size, 10**9, "Q4_0").attention[0] for size in (0.1, 1, 7, 13, 70, 405, 5000)]
    assert [layers.layers * layers.width for layers in widths] == sorted(
        layers.layers * layers.width for layers in widths
    )


@pytest.mark.parametrize(
    ("parameters", "asks"),
    [(3, "8 GB of RAM or 4"), (8, "16 GB of RAM or 8"), (14, "32 GB of RAM or 16"), (70, "64 GB of RAM or 40")],
)
def test_the_guides_table(parameters, asks):
    assert guide_wants(parameters) == f"{asks} GB of graphics memory"


@pytest.mark.parametrize("parameters", [0.137, 1.7, 405])
def test_what_is_not_in_the_guides_table(parameters):
    assert guide_wants(parameters) is None
