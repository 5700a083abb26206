"""The well-known models: those that the stand-in starts with, and those that it can pull."""

from __future__ import annotations

from typing import Any

from agwctl.ollama.name import parse
from agwctl.ollama.store import Model

__all__ = ["default_models", "known_models"]

_DAY = 24 * 3600 * 10**9


def default_models(now: int) -> list[Model]:
    """The models of Ollama's best-known examples, as they would be after a pull some weeks before `now`."""

    def pulled(text: str, days: int, **fields: Any) -> Model:
        name = parse(text)
        assert name is not None
        return Model(name, modified=now - days * _DAY, **fields)

    return [
        pulled(
            "llama3.2",
            14,
            size=2_019_393_189,
            family="llama",
            parameter_size="3.2B",
            quantization="Q4_K_M",
            context_length=131_072,
            embedding_length=3072,
            capabilities=("completion", "tools"),
            parameters=(("stop", "<|start_header_id|>"), ("stop", "<|end_header_id|>"), ("stop", "<|eot_id|>")),
            digest="a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72",
            info={"general.parameter_count": 3_212_749_888, "general.file_type": 15},
        ),
        pulled(
            "mistral",
            21,
            size=4_113_301_824,
            family="llama",
            parameter_size="7.2B",
            quantization="Q4_0",
            context_length=32_768,
            embedding_length=4096,
            capabilities=("completion", "tools"),
            parameters=(("stop", "[INST]"), ("stop", "[/INST]")),
            digest="f974a74358d62a017b37c6f424fcdf2744ca02926c4f952513ddf474b2fa5091",
            info={"general.parameter_count": 7_248_023_552, "general.file_type": 2},
        ),
        pulled(
            "nomic-embed-text",
            28,
            size=274_302_450,
            family="nomic-bert",
            parameter_size="137M",
            quantization="F16",
            context_length=2048,
            embedding_length=768,
            capabilities=("embedding",),
            digest="0a109f422b47e3a30ba2b10eca18548e944e8a23073ee3f3e947efcf3c45e59f",
            info={"general.parameter_count": 136_727_040, "general.file_type": 1, "nomic-bert.pooling_type": 1},
        ),
    ]


_LIBRARY: dict[str, tuple[int, str, str, str, int, int, tuple[str, ...]]] = {
    "all-minilm": (45_960_996, "bert", "22.7M", "F16", 512, 384, ("embedding",)),
    "deepseek-r1:1.5b": (1_117_322_599, "qwen2", "1.8B", "Q4_K_M", 131_072, 1536, ("completion", "thinking")),
    "gemma3:1b": (815_319_791, "gemma3", "999.89M", "Q4_K_M", 32_768, 1152, ("completion",)),
    "gemma3:4b": (3_338_801_804, "gemma3", "4.3B", "Q4_K_M", 131_072, 2560, ("completion", "vision")),
    "llama3.2:1b": (1_321_098_329, "llama", "1.2B", "Q8_0", 131_072, 2048, ("completion", "tools")),
    "llama3.1:8b": (4_920_753_328, "llama", "8.0B", "Q4_K_M", 131_072, 4096, ("completion", "tools")),
    "qwen2.5-coder:1.5b": (986_062_089, "qwen2", "1.5B", "Q4_K_M", 32_768, 1536, ("completion", "tools", "insert")),
    "qwen3:0.6b": (522_653_767, "qwen3", "751.63M", "Q4_K_M", 40_960, 1024, ("completion", "tools", "thinking")),
}
"""Size, family, parameters, quantization, context, embedding and capabilities of further models."""


def known_models(now: int) -> list[Model]:
    """Everything that can be pulled: the models that are there from the start, and some more."""
    more = []
    for text, (size, family, parameters, quantization, context, width, capabilities) in _LIBRARY.items():
        name = parse(text)
        assert name is not None
        more.append(Model(name, size, now, family, parameters, quantization, context, width, capabilities))
    return [*default_models(now), *more]
