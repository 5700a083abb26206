"""What a model takes by its name alone: its parameters, its quantisation and the shape that models of its size have.

The bits of a weight are those of llama.cpp's quantisations, averaged over a model; the library's default is Q4_K_M. A
size in a name is rounded: a "7b" has up to 7.6 billion parameters, a "1b" 1.24. The Ollama guide's own table (3B: 8 GB
of RAM or 4 GB of graphics memory, 7B: 16 or 8, 13B: 32 or 16, 70B: 64 or 40) is a rule of thumb for whole machines.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from agwctl.model_library import billions, default_size, size_in
from agwctl.models.shape import Attention, Shape

__all__ = ["guide_wants", "parameters_in", "shape_by_name", "shape_by_size"]

_ROUNDED = 1.08
_ROUNDED_SMALL = 1.25
_BITS = {
    "F32": 32.0,
    "F16": 16.0,
    "FP16": 16.0,
    "BF16": 16.0,
    "Q8_0": 8.5,
    "Q6_K": 6.6,
    "Q5_1": 6.0,
    "Q5_K_M": 5.7,
    "Q5_K_S": 5.6,
    "Q5_0": 5.6,
    "Q4_1": 5.1,
    "Q4_K_M": 4.9,
    "Q4_K_S": 4.7,
    "Q4_0": 4.7,
    "IQ4_XS": 4.4,
    "MXFP4": 4.4,
    "Q3_K_L": 4.4,
    "Q3_K_M": 4.0,
    "Q3_K_S": 3.6,
    "Q2_K": 3.3,
}
_DEFAULT = "Q4_K_M"
_SMALL = 2.0
"""Billions of parameters below which most come in 8 bits, or spend as much on their large tables of tokens."""
_LARGEST = 100_000.0
"""What calls itself larger tells no size."""
_EMBEDDERS = re.compile(r"embed|minilm|\bbge\b", re.IGNORECASE)
"""Embedding models come as they are, in 16 bits."""


class _Typical(NamedTuple):
    """Of models up to so many billions of parameters: all common ones cache 128 numbers of each of 8 heads or fewer."""

    billions: float
    layers: int
    heads: int
    size: int
    embedding: int
    feed_forward: int


_TYPICAL = (
    _Typical(0.2, 30, 3, 64, 768, 3072),
    _Typical(0.7, 28, 8, 128, 1024, 4864),
    _Typical(2, 28, 8, 128, 2048, 8192),
    _Typical(5, 36, 8, 128, 3072, 9728),
    _Typical(10, 36, 8, 128, 4096, 14336),
    _Typical(20, 48, 8, 128, 5120, 14336),
    _Typical(50, 64, 8, 128, 5376, 27648),
    _Typical(80, 80, 8, 128, 8192, 29568),
    _Typical(250, 94, 8, 128, 12288, 36864),
    _Typical(float("inf"), 126, 8, 128, 16384, 53248),
)
_GUIDE = (
    (2, ""),
    (4.5, "8 GB of RAM or 4"),
    (10, "16 GB of RAM or 8"),
    (20, "32 GB of RAM or 16"),
    (80, "64 GB of RAM or 40"),
)
"""Its rows are 3B, 7B, 13B and 70B; each stands for what is near."""


def shape_by_name(name: str) -> Shape | None:
    """The shape that a model of this name probably has; None when its size is not known."""
    parameters = parameters_in(name)
    if parameters is None:
        return None
    embeds = bool(_EMBEDDERS.search(name))
    usual = "F16" if embeds else "Q8_0" if parameters < _SMALL else _DEFAULT
    quantization = _quantization(name) or usual
    rounded = _ROUNDED_SMALL if parameters < _SMALL else _ROUNDED
    weights = int(parameters * rounded * 1e9 * _BITS[quantization] / 8)
    return shape_by_size(parameters, weights, quantization, is_embedding=embeds)


def shape_by_size(parameters: float, weights: int, quantization: str, *, is_embedding: bool = False) -> Shape:
    """The shape of a typical model of so many billions of parameters."""
    typical = next(each for each in _TYPICAL if parameters <= each.billions)
    width = 2 * typical.heads * typical.size
    return Shape(
        weights,
        typical.layers,
        () if is_embedding else (Attention(typical.layers, width),),
        typical.embedding,
        typical.feed_forward,
        vocabulary=128_256,
        is_embedding=is_embedding,
        is_single=is_embedding,
        assumed=(f"{parameters:g} billion parameters in {quantization}, and the layers that are usual for it",),
    )


def parameters_in(name: str) -> float | None:
    """Billions of parameters by a name, or by what `latest` is of a known model."""
    size = size_in(name)
    if size is None:
        path, _, tag = name.partition(":")
        size = default_size(path) if tag.lower() in ("", "latest") or _quantization(name) else None
    found = None if size is None else billions(size)
    return found if found is not None and found < _LARGEST else None


def guide_wants(parameters: float) -> str | None:
    """What the Ollama guide's table asks for; None for models that are far from all of its rows."""
    asks = next((text for most, text in _GUIDE if parameters <= most), "")
    return f"{asks} GB of graphics memory" if asks else None


def _quantization(name: str) -> str | None:
    tag = name.rpartition("/")[2].partition(":")[2].upper()
    return max((each for each in _BITS if re.search(rf"(?:^|-){each}$", tag)), key=len, default=None)
