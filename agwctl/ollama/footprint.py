"""What a model takes of memory once it is loaded: weights, the cache of keys and values, buffers to compute in.

The cache: 2 x layers x heads of keys and values x their length x context x 2 bytes, as Ollama predicts it
(`llm/llama_server.go`). The buffers grow with the model's width and the batch; their factor is fitted to three models
measured on a CPU, which the sum meets within a tenth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agwctl.ollama.store import Model

__all__ = ["Footprint", "footprint"]

BATCH = 512
_BUFFERS = 40
"""Bytes of buffers for a number of the model's width and a token of a batch."""
_SIZES = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_UNKNOWN_WIDTH = 4096


@dataclass(frozen=True, slots=True)
class Footprint:
    """Bytes, and the layers over which they are spread."""

    weights: int
    cache: int
    buffers: int
    layers: int

    @property
    def size(self) -> int:
        return self.weights + self.cache + self.buffers


def footprint(model: Model, context: int, parallel: int = 1) -> Footprint:
    """What `model` needs for `parallel` requests of `context` tokens each.

    From its GGUF metadata where that is known, else from its width and its number of parameters.
    """
    width = _fact(model, "embedding_length") or model.embedding_length or _UNKNOWN_WIDTH
    layers = _fact(model, "block_count") or max(1, _parameters(model) // (12 * width**2))
    tokens = context * parallel
    return Footprint(
        weights=model.size,
        cache=0 if "embedding" in model.capabilities else 2 * layers * _key_width(model, width) * tokens * 2,
        buffers=_BUFFERS * width * min(BATCH, tokens),
        layers=layers + 1,  # the output layer
    )


def _key_width(model: Model, width: int) -> int:
    """Numbers in the keys of one token and layer."""
    heads, shared = _fact(model, "attention.head_count"), _fact(model, "attention.head_count_kv")
    if not heads:
        return max(1, width // 3)  # between a third and a fourth is usual
    length = _fact(model, "attention.key_length") or width // heads
    return (shared or heads) * length


def _fact(model: Model, name: str) -> int:
    value = model.info.get(f"{model.info.get('general.architecture', model.family)}.{name}")
    return value if isinstance(value, int) else 0


def _parameters(model: Model) -> int:
    count = model.info.get("general.parameter_count")
    if isinstance(count, int):
        return count
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([KMBT]?)", model.parameter_size)
    return int(float(found[1]) * _SIZES[found[2]]) if found else model.size * 2
