"""A model of which only the name is known: what it probably is."""

from __future__ import annotations

import re

from agwctl.model_library import billions, default_size, size_in
from agwctl.ollama.name import ModelName
from agwctl.ollama.store import Model

__all__ = ["by_name"]

_EMBEDS = re.compile(r"embed|minilm|\bbge\b", re.IGNORECASE)
_THINKS = re.compile(r"qwen3(?!-coder)|deepseek-r1|gpt-oss|qwq|magistral", re.IGNORECASE)
_SEES = re.compile(r"vision|llava|vl\b|gemma3|moondream", re.IGNORECASE)
_CALLS = re.compile(r"llama3\.|qwen|mistral|mixtral|gpt-oss|command-r|granite|hermes", re.IGNORECASE)
_BYTES_PER_PARAMETER = {"F16": 2.0, "Q4_K_M": 0.6}
_WIDTHS = ((0.2, 576), (0.7, 1024), (2, 2048), (5, 3072), (10, 4096), (20, 5120), (float("inf"), 8192))
"""Billions of parameters up to which a model has vectors of so many numbers."""


def by_name(name: ModelName, modified: int) -> Model:
    """A model that fits its name: the size that its tag says or its family usually has, and what the family can do."""
    parameters = _parameters(name)
    embeds = _EMBEDS.search(name.model) is not None
    quantization = "F16" if embeds else "Q4_K_M"
    return Model(
        name,
        size=round(parameters * 1e9 * _BYTES_PER_PARAMETER[quantization]),
        modified=modified,
        family=_family(name.model, embeds),
        parameter_size=f"{parameters:g}B" if parameters >= 1 else f"{parameters * 1000:g}M",
        quantization=quantization,
        context_length=2048 if embeds else 131_072,
        embedding_length=next(width for most, width in _WIDTHS if parameters <= most),
        capabilities=("embedding",) if embeds else ("completion", *_also(name.model)),
        info={"general.parameter_count": round(parameters * 1e9)},
    )


def _parameters(name: ModelName) -> float:
    """In billions; a small model where nothing tells."""
    text = f"{name.model}:{name.tag}"
    size = size_in(text) or default_size(name.model)
    if size is not None and billions(size) > 0:
        return billions(size)
    return 0.137 if _EMBEDS.search(name.model) else 3.2


def _family(model: str, embeds: bool) -> str:
    letters = re.match(r"[a-z]+(?:\d+(?!\.))?", model.lower())
    family = letters[0] if letters else "llama"
    return "bert" if embeds else family


def _also(model: str) -> list[str]:
    signs = {"tools": _CALLS, "vision": _SEES, "thinking": _THINKS}
    return [capability for capability, sign in signs.items() if sign.search(model)]
