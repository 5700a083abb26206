"""What a model takes of memory once it is loaded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.ollama.footprint import footprint
from agwctl.ollama.name import ModelName
from agwctl.ollama.store import Model


def named(model: str) -> ModelName:
    return ModelName("registry.ollama.ai", "library", model, "latest")


LLAMA = Model(named("llama3.2"), 2_019_393_189, 0, "llama", "3.2B", "Q4_K_M", 131_072, 3072)
NOMIC = Model(named("nomic-embed-text"), 274_302_450, 0, "nomic-bert", "137M", "F16", 2048, 768, ("embedding",))
KNOWN = replace(
    LLAMA,
    info={
        "general.architecture": "llama",
        "llama.block_count": 28,
        "llama.attention.head_count": 24,
        "llama.attention.head_count_kv": 8,
        "llama.attention.key_length": 128,
    },
)


def test_the_cache_by_ollama_s_formula() -> None:
    assert footprint(KNOWN, 4096).cache == 2 * 28 * 8 * 128 * 4096 * 2
    assert footprint(KNOWN, 4096).layers == 29


def test_a_head_s_length_follows_from_the_width() -> None:
    info = {name: value for name, value in KNOWN.info.items() if not name.endswith("key_length")}
    assert footprint(replace(KNOWN, info=info), 4096).cache == footprint(KNOWN, 4096).cache


def test_without_metadata_it_is_guessed_from_width_and_parameters() -> None:
    assert footprint(replace(LLAMA, info={}), 4096).cache == pytest.approx(footprint(KNOWN, 4096).cache, rel=0.1)
    assert footprint(replace(LLAMA, info={}, parameter_size="many"), 4096).layers > 1


def test_context_and_parallel_requests_enlarge_the_cache_alike() -> None:
    assert footprint(KNOWN, 4096, 2) == footprint(KNOWN, 8192)
    assert footprint(KNOWN, 8192).size > footprint(KNOWN, 4096).size > LLAMA.size


def test_embedding_models_keep_no_keys_and_values() -> None:
    assert footprint(NOMIC, 2048).cache == 0
    assert footprint(NOMIC, 2048).size > NOMIC.size


@pytest.mark.parametrize(
    ("model", "heads", "context", "measured"),
    [
        (("llama", 98_374_315, 576), (30, 9, 3, None), 2048, 160_222_411),
        (("llama", 98_362_689, 576), (30, 9, 3, None), 4, 102_000_000),
        (("gemma3", 253_113_215, 640), (18, 4, 1, 256), 2048, 285_149_756),
        (("bert", 45_949_364, 384), (6, 12, None, None), 512, 51_359_251),
    ],
)
def test_what_a_real_one_took(
    model: tuple[str, int, int], heads: tuple[int, int, int | None, int | None], context: int, measured: int
) -> None:
    """As Ollama 0.33.0 told it on a CPU; gemma's sliding windows are not reckoned with."""
    family, size, width = model
    names = ("block_count", "attention.head_count", "attention.head_count_kv", "attention.key_length")
    info = {f"{family}.{name}": value for name, value in zip(names, heads, strict=True) if value}
    can = ("embedding",) if family == "bert" else ("completion",)
    known = Model(named(family), size, 0, family, "", "", 8192, width, can, info=info)
    assert footprint(known, context).size == pytest.approx(measured, rel=0.1)
