"""The models that the stand-in has pulled, and the three that it starts with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from agwctl.ollama.clock import local_time
from agwctl.ollama.name import ModelName, parse
from agwctl.ollama.refusal import Refusal

__all__ = ["Model", "Store", "default_models"]


@dataclass(frozen=True, slots=True)
class Model:
    """One pulled model as the listings show it."""

    name: ModelName
    size: int
    """Bytes on disk."""
    modified: int
    """Nanoseconds since 1970."""
    family: str
    parameter_size: str
    quantization: str
    context_length: int
    embedding_length: int
    capabilities: tuple[str, ...] = ("completion",)
    template: str = "{{ .Prompt }}"
    parameters: tuple[tuple[str, object], ...] = ()
    digest: str = ""
    """64 hex digits without `sha256:`; made from the name when not given."""
    blob: str = ""
    """The weights' digest; models of equal weights share a runner. The model's own when not given."""
    parent: str = ""
    """The model that it was made from."""
    info: dict[str, Any] = field(default_factory=dict)
    """GGUF metadata beyond what the other fields say."""

    def __post_init__(self) -> None:
        if not self.digest:
            object.__setattr__(self, "digest", hashlib.sha256(self.name.full.encode()).hexdigest())
        if not self.blob:
            object.__setattr__(self, "blob", self.digest)

    @property
    def options(self) -> dict[str, Any]:
        """The Modelfile's parameters as a request would give them; repeated ones are a list."""
        options: dict[str, Any] = {}
        for name, value in self.parameters:
            options[name] = [*options.get(name, ()), value] if name == "stop" else value
        return options

    @property
    def details(self) -> dict[str, Any]:
        """The `details` object of `/api/ps` and `/api/show`."""
        return {
            "parent_model": self.parent,
            "format": "gguf",
            "family": self.family,
            "families": [self.family],
            "parameter_size": self.parameter_size,
            "quantization_level": self.quantization,
        }

    @property
    def listing(self) -> dict[str, Any]:
        """The model's entry in `/api/tags`."""
        lengths = {"context_length": self.context_length, "embedding_length": self.embedding_length}
        return {
            "name": str(self.name),
            "model": str(self.name),
            "modified_at": local_time(self.modified),
            "size": self.size,
            "digest": self.digest,
            "details": self.details | {key: length for key, length in lengths.items() if length},
            "capabilities": list(self.capabilities),
        }


class Store:
    """Models by name, without case; not changed after it is built."""

    def __init__(self, models: Iterable[Model]) -> None:
        self._models = {model.name.key: model for model in models}

    def newest_first(self) -> list[Model]:
        """All models, the one changed last first, to the second."""
        return sorted(self._models.values(), key=lambda model: -(model.modified // 10**9))

    def find(self, text: str) -> Model | None:
        """The model that `text` names, or None. Raises: Refusal 400 when it is no name."""
        name = parse(text)
        if name is None:
            raise Refusal(400, "invalid model name")
        return self._models.get(name.key)


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
