"""Whether a model fits: what it takes of memory in a context, and where Ollama would put it.

The amounts are those that a server reports in `/api/ps`: weights, KV cache and compute buffers.

- Weights: the size of the model's file.
- KV cache: for each token of each request's context the keys and values of all layers, 2 bytes per number in f16;
  q8_0 and q4_0 store blocks of 32 numbers in 34 and 18 bytes. The context is rounded up to 256 tokens. A layer with a
  sliding window keeps no more than the window and one batch. Source: Ollama's llm/llama_server.go (PredictServerVRAM),
  llama.cpp's KV cache.
- Compute buffers: for each token of a batch three vectors as wide as the feed-forward layer (of embedding models one)
  and four (three) as wide as the embedding, 4 bytes per number; 2 bytes for each token of the context that it may
  look at; and one set of scores per request. Measured with Ollama 0.33.0's runner, flash attention on: up to 5 %
  more than it reports. Ollama 0.13 counts no compute buffers.
- A batch has 512 tokens. Ollama takes 1024 above 4096 tokens of context and 2048 above 32768, but only while memory is
  left: what fits with the smaller ones fits. Source: server/sched.go.
- 1 GiB of each graphics card stays free. Source: llama.cpp, --fit-target.

What does not fit on the graphics cards is split by layers between them and the RAM.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from agwctl.models.memory import GIB, Memory
from agwctl.models.shape import Shape

__all__ = ["CACHE_BYTES", "Estimate", "Fit", "Placement", "default_context", "estimate", "fits", "largest_context"]

CACHE_BYTES = {"f16": 2.0, "q8_0": 34 / 32, "q4_0": 18 / 32}
"""Bytes of a number in the KV cache, by OLLAMA_KV_CACHE_TYPE."""

_BATCH = 512
_STEP = 256
_MARGIN = GIB
_LONGEST = 2**20


class Placement(StrEnum):
    """Where a model runs, best first."""

    GPU = "gpu"
    PARTLY = "partly"
    CPU = "cpu"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a model takes, in bytes."""

    weights: int
    cache: int
    compute: int
    layers: int

    @property
    def total(self) -> int:
        return self.weights + self.cache + self.compute


@dataclass(frozen=True, slots=True)
class Fit:
    """Where it would run, and the bytes of it in graphics memory and in RAM."""

    placement: Placement
    gpu: int = 0
    cpu: int = 0
    layers_on_gpu: int = 0
    unknown: str = ""


def default_context(shape: Shape, memory: Memory) -> int:
    """The context that Ollama takes when nobody says one: by all graphics memory, at most what the model can."""
    context = next((size for least, size in ((47, 262_144), (23, 32_768)) if memory.vram >= least * GIB), 4096)
    return min(context, shape.trained or context)


def estimate(shape: Shape, context: int, parallel: int = 1, cache: str = "f16") -> Estimate:
    """What a model takes with room for `parallel` requests of `context` tokens each."""
    parallel = 1 if shape.is_single else parallel
    context = min(context, shape.trained or context)
    padded, batch = _padded(context), min(_BATCH, context * parallel)
    kept = sum(each.layers * each.width * min(padded, _window(each.window, padded)) for each in shape.attention)
    wide, narrow = (1, 3) if shape.is_embedding else (3, 4)
    row = 4 * (wide * shape.feed_forward + narrow * shape.embedding)
    masks = {_window(each.window, padded) for each in shape.attention} or {padded}
    return Estimate(
        shape.weights,
        int(kept * parallel * CACHE_BYTES[cache]),
        batch * (row + 2 * sum(masks)) + 4 * shape.vocabulary * parallel,
        shape.layers,
    )


def fits(needed: Estimate, memory: Memory) -> Fit:
    """Where a model that takes so much would run."""
    if memory.gpus is None:
        fit = _in_ram(needed, memory)
        return Fit(Placement.UNKNOWN, unknown=memory.unknown) if fit.placement is Placement.NO else fit
    cards = sorted((max(0, free - _MARGIN) for free in memory.gpus), reverse=True)
    if needed.total <= max(cards, default=0):
        return Fit(Placement.GPU, needed.total, 0, needed.layers)
    room = sum(cards) - len(cards) * needed.compute
    split = needed.weights + needed.cache
    if cards and split <= room:
        return Fit(Placement.GPU, split + len(cards) * needed.compute, 0, needed.layers)
    share = -(-split // (needed.layers + 1)) or 1  # the layers, and what stands before and after them
    on_gpu = min(room // share, needed.layers) if room > 0 else 0
    if not on_gpu:
        return _in_ram(needed, memory)
    gpu, cpu = on_gpu * share + len(cards) * needed.compute, split - on_gpu * share
    return _beside(Fit(Placement.PARTLY, gpu, cpu, on_gpu), memory)


def largest_context(
    shape: Shape, memory: Memory, parallel: int = 1, cache: str = "f16", within: Iterable[Placement] = ()
) -> int | None:
    """The most tokens of context with which it runs in one of these places (anywhere if none is named), else None.

    A multiple of 256 or what the model is made for; a million where that is not known.
    """
    wanted = set(within) or {Placement.GPU, Placement.PARTLY, Placement.CPU}
    most = shape.trained or _LONGEST

    def good(steps: int) -> bool:
        return fits(estimate(shape, min(steps * _STEP, most), parallel, cache), memory).placement in wanted

    low, high = 0, -(-most // _STEP)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if good(middle) else (low, middle - 1)
    return min(low * _STEP, most) or None


def _in_ram(needed: Estimate, memory: Memory) -> Fit:
    return _beside(Fit(Placement.CPU, 0, needed.total), memory)


def _beside(fit: Fit, memory: Memory) -> Fit:
    """The same when the RAM holds its part; on a machine with shared memory both parts are in it."""
    if memory.ram is None:
        return Fit(Placement.UNKNOWN, unknown=memory.unknown)
    taken = fit.cpu + (fit.gpu if memory.is_shared else 0)
    return fit if taken <= memory.ram else Fit(Placement.NO, fit.gpu, fit.cpu, fit.layers_on_gpu)


def _padded(context: int) -> int:
    return -(-context // _STEP) * _STEP


def _window(window: int | None, padded: int) -> int:
    """The tokens that a layer has room for."""
    return padded if window is None else min(padded, _padded(window + _BATCH))
