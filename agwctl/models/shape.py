"""What a model's memory depends on: its weights and the sizes of its layers, as its file tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

__all__ = ["Attention", "Shape", "needs_arrays", "shape_of"]


class Attention(NamedTuple):
    """Layers that cache alike."""

    layers: int
    width: int
    """Numbers that a layer keeps of each token: keys and values of all heads."""
    window: int | None = None
    """Tokens that are kept; None: the whole context."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A model's weights in bytes and the lengths of its vectors."""

    weights: int
    layers: int
    attention: tuple[Attention, ...]
    embedding: int
    feed_forward: int
    vocabulary: int
    trained: int | None = None
    """Tokens of context that it was made for: Ollama gives it no more. None: not known."""
    is_embedding: bool = False
    """Embedding models keep no cache, and answer one request at a time."""
    is_single: bool = False
    """Whether Ollama runs one request at a time, whatever OLLAMA_NUM_PARALLEL says."""
    assumed: tuple[str, ...] = ()
    """What is not known and how it was taken, for the reader."""


_WHOLE_EVERY = {
    "cohere2": 4,
    "exaone4": 4,
    "gemma2": 2,
    "gemma3": 6,
    "gemma3n": 5,
    "gpt-oss": 2,
    "gptoss": 2,
    "llama4": 4,
    "olmo2": 4,
}
"""Architectures in which all layers but each n-th keep only a window of the context. Source: llama.cpp, by model."""
_SINGLE = frozenset(
    [
        "mllama",
        "qwen3vl",
        "qwen3vlmoe",
        "qwen35",
        "qwen35moe",
        "qwen3next",
        "lfm2",
        "lfm2moe",
        "nemotron_h",
        "nemotron_h_moe",
        "nemotron_h_omni",
    ]
)
_MOST_LAYERS = 10_000
_MOST = 2**40
"""A figure beyond is a mistake, and counts as not told; so does a negative one."""
_ARRAYS = ("attention.head_count_kv", "feed_forward_length", "attention.head_count")


def needs_arrays(info: Mapping[str, Any]) -> bool:
    """Whether layers differ in size: `/api/show` tells their arrays only when it is asked to be verbose."""
    architecture = info.get("general.architecture")
    return any(info.get(f"{architecture}.{key}", 0) is None for key in _ARRAYS)


def shape_of(info: Mapping[str, Any], weights: int) -> Shape | None:
    """The shape by the `model_info` of `/api/show`; None when it does not tell the layers. Source: GGUF's keys."""
    architecture = str(info.get("general.architecture", ""))

    def number(key: str) -> int:
        value = info.get(f"{architecture}.{key}")
        return max(map(_figure, value if isinstance(value, list) else [value]), default=0)

    layers, heads, embedding = number("block_count"), number("attention.head_count"), number("embedding_length")
    if not 0 < layers <= _MOST_LAYERS or not heads or not embedding:
        return None
    size = embedding // heads
    width = (number("attention.key_length") or size) + (number("attention.value_length") or size)
    kept = _heads_by_layer(info.get(f"{architecture}.attention.head_count_kv"), layers, heads)
    is_embedding = f"{architecture}.pooling_type" in info
    attention, assumed = _windows(kept, width, architecture, number("attention.sliding_window"))
    interval = number("full_attention_interval")
    if interval > 1:
        attention = tuple(each._replace(layers=each.layers // interval) for each in attention)
    return Shape(
        max(0, weights),
        layers,
        () if is_embedding else attention,
        embedding,
        number("feed_forward_length") or 4 * embedding,
        number("vocab_size") or _length(info.get("tokenizer.ggml.tokens")),
        number("context_length") or None,
        is_embedding=is_embedding,
        is_single=is_embedding or architecture in _SINGLE,
        assumed=() if is_embedding else assumed,
    )


def _heads_by_layer(value: object, layers: int, heads: int) -> list[int]:
    """How many heads each layer caches; a model that does not say caches all."""
    if isinstance(value, list) and value:
        return [_figure(each) for each in value[:layers]]
    return [_figure(value) or heads] * layers


def _figure(value: object) -> int:
    return int(value) if isinstance(value, (int, float)) and 0 <= value <= _MOST else 0


def _windows(
    heads: list[int], width: int, architecture: str, window: int
) -> tuple[tuple[Attention, ...], tuple[str, ...]]:
    every = _WHOLE_EVERY.get(architecture)
    if not window or every is None:
        said = (f"each layer keeps the whole context, not only its window of {window} tokens",) if window else ()
        return _grouped(heads, width, None), said
    whole = heads[every - 1 :: every]
    local = [count for index, count in enumerate(heads) if (index + 1) % every]
    said = (f"{len(whole)} of {len(heads)} layers keep the whole context, the others a window of {window} tokens",)
    return _grouped(whole, width, None) + _grouped(local, width, window), said


def _grouped(heads: list[int], width: int, window: int | None) -> tuple[Attention, ...]:
    return tuple(Attention(count, each * width, window) for each, count in sorted(Counter(heads).items()) if each)


def _length(tokens: object) -> int:
    return len(tokens) if isinstance(tokens, list) else 0
