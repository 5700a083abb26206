"""Sizes of models by their names."""

from __future__ import annotations

import pytest

from agwctl import model_library
from agwctl.model_library import billions, default_size, size_in, sizes, unknown_tag


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("llama3.2:7b", "llama3.1:8b"),
        ("llama3.2:70b", "llama3.3:70b"),
        ("Library/Llama3.2:7B-instruct-q8_0", "llama3.1:8b"),
        ("qwen3:7b", "qwen3:8b"),
        ("gemma3:3b", "gemma3:4b"),
        ("mistral:8x7b", "mixtral:8x7b"),
    ],
)
def test_a_size_that_a_model_does_not_come_in(name, instead):
    wrong = unknown_tag(name)
    assert wrong is not None
    assert wrong.instead == instead
    assert wrong.size.lower() not in wrong.sizes


@pytest.mark.parametrize(
    "name", ["llama3.2:3b", "llama3.2", "llama3.2:latest", "llama3.2:q4_0", "own-model:70b", "bob/llama3.2:70b", ""]
)
def test_nothing_to_say(name):
    assert unknown_tag(name) is None


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("llama3.1:8b-instruct-q4_K_M", "8b"),
        ("hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M", "3B"),
        ("qwen3:30b-a3b", "30b"),
        ("mixtral:8x7b", "8x7b"),
        ("gemma3:270m", "270m"),
        ("qwen2.5:0.5b", "0.5b"),
        ("gemma3n:e2b", None),
        ("llama3.2", None),
        ("localhost:5000/ns/m:t", None),
        ("phi4:latest", None),
    ],
)
def test_the_size_in_a_name(name, size):
    assert size_in(name) == size


@pytest.mark.parametrize(("size", "number"), [("8b", 8), ("270m", 0.27), ("1.5B", 1.5), ("8x7b", 46.7), ("4x2b", 8)])
def test_billions(size, number):
    assert billions(size) == pytest.approx(number)


def test_latest_is_a_size_of_the_model():
    assert default_size("llama3.2") == "3b"
    assert default_size("Mixtral") == "8x7b"
    assert default_size("own-model") is None
    for family in model_library._SIZES:
        assert default_size(family) in sizes(family)


def test_sizes_rise():
    for family in model_library._SIZES:
        numbers = [billions(size) for size in sizes(family)]
        assert numbers == sorted(set(numbers)), family


def test_what_is_meant_exists():
    for wrong, instead in model_library._INSTEAD.items():
        assert unknown_tag(wrong) is not None
        assert unknown_tag(instead) is None
        assert sizes(instead.partition(":")[0])
