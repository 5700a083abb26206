"""Models of which only the name is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.name import parse
from agwctl.ollama.scenario.named import by_name
from agwctl.ollama.store import Model


def model(text: str) -> Model:
    name = parse(text)
    assert name is not None
    return by_name(name, 0)


@pytest.mark.parametrize(
    ("name", "parameters", "quantization", "family", "capabilities"),
    [
        ("qwen3:8b", "8B", "Q4_K_M", "qwen3", ("completion", "tools", "thinking")),
        ("qwen2.5-coder:0.5b", "500M", "Q4_K_M", "qwen", ("completion", "tools")),
        ("deepseek-r1", "8B", "Q4_K_M", "deepseek", ("completion", "thinking")),
        ("llama3.2-vision", "11B", "Q4_K_M", "llama", ("completion", "tools", "vision")),
        ("smollm2:135m", "135M", "Q4_K_M", "smollm2", ("completion",)),
        ("mxbai-embed-large", "335M", "F16", "bert", ("embedding",)),
        ("my-embedder", "137M", "F16", "bert", ("embedding",)),
        ("bob/thing:latest", "3.2B", "Q4_K_M", "thing", ("completion",)),
        ("42", "3.2B", "Q4_K_M", "llama", ("completion",)),
    ],
)
def test_what_it_probably_is(name, parameters, quantization, family, capabilities):
    found = model(name)
    assert (found.parameter_size, found.quantization) == (parameters, quantization)
    assert (found.family, found.capabilities) == (family, capabilities)


def test_a_larger_one_takes_more_room():
    sizes = [model(f"qwen3:{size}b").size for size in (1, 8, 32)]
    assert sizes == sorted(sizes)
    assert sizes[1] == pytest.approx(5e9, rel=0.2)


@given(st.from_regex(r"\A[a-z0-9][a-z0-9.-]{0,20}(:[a-z0-9][a-z0-9.-]{0,10})?\Z"))
def test_any_name(name):
    found = model(name)
    assert found.size > 0 and found.family and found.embedding_length > 0
