"""The sizes that models of Ollama's library come in: what a tag can be, and what it was meant to be when it cannot."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["UnknownTag", "billions", "default_size", "families", "size_in", "sizes", "unknown_tag"]

_SIZES = {
    "all-minilm": "22m* 33m",
    "bge-m3": "567m*",
    "codegemma": "2b 7b*",
    "codellama": "7b* 13b 34b 70b",
    "codestral": "22b*",
    "command-r": "35b*",
    "command-r7b": "7b*",
    "deepseek-coder": "1.3b* 6.7b 33b",
    "deepseek-coder-v2": "16b* 236b",
    "deepseek-r1": "1.5b 7b 8b* 14b 32b 70b 671b",
    "deepseek-v3": "671b*",
    "falcon3": "1b 3b 7b* 10b",
    "gemma": "2b 7b*",
    "gemma2": "2b 9b* 27b",
    "gemma3": "270m 1b 4b* 12b 27b",
    "gpt-oss": "20b* 120b",
    "granite3.3": "2b 8b*",
    "llama2": "7b* 13b 70b",
    "llama3": "8b* 70b",
    "llama3.1": "8b* 70b 405b",
    "llama3.2": "1b 3b*",
    "llama3.2-vision": "11b* 90b",
    "llama3.3": "70b*",
    "llava": "7b* 13b 34b",
    "mistral": "7b*",
    "mistral-nemo": "12b*",
    "mixtral": "8x7b* 8x22b",
    "mxbai-embed-large": "335m*",
    "nomic-embed-text": "137m*",
    "olmo2": "7b* 13b",
    "phi3": "3.8b* 14b",
    "phi3.5": "3.8b*",
    "phi4": "14b*",
    "phi4-mini": "3.8b*",
    "qwen2": "0.5b 1.5b 7b* 72b",
    "qwen2.5": "0.5b 1.5b 3b 7b* 14b 32b 72b",
    "qwen2.5-coder": "0.5b 1.5b 3b 7b* 14b 32b",
    "qwen2.5vl": "3b 7b* 32b 72b",
    "qwen3": "0.6b 1.7b 4b 8b* 14b 30b 32b 235b",
    "qwen3-coder": "30b* 480b",
    "qwq": "32b*",
    "smollm2": "135m 360m 1.7b*",
    "starcoder2": "3b* 7b 15b",
    "tinyllama": "1.1b*",
}
"""Models that are closed: no further sizes will come. The one with a star is what `latest` is."""
_INSTEAD = {
    "llama3.2:7b": "llama3.1:8b",
    "llama3.2:8b": "llama3.1:8b",
    "llama3.2:11b": "llama3.2-vision:11b",
    "llama3.2:70b": "llama3.3:70b",
    "llama3.2:90b": "llama3.2-vision:90b",
    "llama3.1:7b": "llama3.1:8b",
    "llama3:7b": "llama3:8b",
    "llama3.3:8b": "llama3.1:8b",
    "mistral:8x7b": "mixtral:8x7b",
}
"""What people mean who guess a size from another model's."""
_MIXTURES = {"8x7b": 46.7, "8x22b": 140.6}
"""Mixtures share more than their experts: billions of parameters in all."""
_SIZE = re.compile(r"(?<![a-z0-9.])(?:\d+x)?\d+(?:\.\d+)?[bm](?=[-_]|\Z)", re.IGNORECASE)
"""Not the `3b` of `30b-a3b`, which are active at a time, nor the `e2b` that count as 2b."""


class UnknownTag(NamedTuple):
    """A size that a model does not come in, those that it does, and the name to write instead."""

    family: str
    size: str
    sizes: list[str]
    instead: str


def unknown_tag(name: str) -> UnknownTag | None:
    """What is wrong with the size in a name's tag; None where nothing is, or nothing is known of the model."""
    family, _, tag = name.rpartition(":")
    family = _family(family)
    size = _SIZE.match(tag)
    known = sizes(family)
    if size is None or not known or size[0].lower() in known:
        return None
    instead = _INSTEAD.get(f"{family}:{size[0].lower()}") or f"{family}:{_nearest(size[0], known)}"
    return UnknownTag(family, size[0], known, instead)


def families() -> list[str]:
    """The models that are known here."""
    return list(_SIZES)


def sizes(family: str) -> list[str]:
    """The sizes of a model, small ones first; none when it is not known here."""
    return _SIZES.get(_family(family), "").replace("*", "").split()


def default_size(family: str) -> str | None:
    """The size of the tag `latest`."""
    return next((size[:-1] for size in _SIZES.get(_family(family), "").split() if size.endswith("*")), None)


def size_in(name: str) -> str | None:
    """The size that a name tells, as it is spelt there: in its tag (`8b-instruct`) or its own name (`Llama-3.2-3B`)."""
    model, _, tag = name.rpartition("/")[2].partition(":")
    found = _SIZE.search(tag) or _SIZE.search(model)
    return found[0] if found else None


def billions(size: str) -> float:
    """The parameters of a size such as `8b`, `270m` or `8x7b`, in billions."""
    size = size.lower()
    if size in _MIXTURES:
        return _MIXTURES[size]
    experts, _, each = size.rpartition("x")
    return float(each[:-1]) * float(experts or 1) * (0.001 if each.endswith("m") else 1.0)


def _family(name: str) -> str:
    return name.lower().removeprefix("library/")


def _nearest(size: str, known: list[str]) -> str:
    return min(known, key=lambda each: abs(billions(each) - billions(size)))
