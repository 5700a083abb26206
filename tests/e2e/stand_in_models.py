"""Models for the stand-in that its own three do not cover."""

from __future__ import annotations

from agwctl.ollama.name import parse
from agwctl.ollama.store import Model

__all__ = ["thinker"]


def thinker() -> Model:
    """One that thinks before it answers."""
    name = parse("thinker")
    assert name is not None
    return Model(
        name,
        size=1_000_000,
        modified=0,
        family="qwen3",
        parameter_size="1B",
        quantization="Q4_K_M",
        context_length=32_768,
        embedding_length=1024,
        capabilities=("completion", "thinking"),
    )
