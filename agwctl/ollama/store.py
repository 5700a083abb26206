"""The models that the stand-in has, and the blobs behind them: `copy`, `delete`, `create` and `pull` change it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from agwctl.ollama.clock import Pace
from agwctl.ollama.gojson import encode
from agwctl.ollama.layers import Layer, manifest_digest, messages_text, parameters_text
from agwctl.ollama.name import ModelName
from agwctl.ollama.source import refer

__all__ = ["Model", "Store"]


@dataclass(frozen=True, slots=True)
class Model:
    """One pulled model as the listings show it."""

    name: ModelName
    size: int
    """Bytes on disk, of all layers."""
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
    """64 hex digits without `sha256:`; that of the manifest when not given."""
    blob: str = ""
    """The weights' digest, made up when not given; models of equal weights share a runner."""
    parent: str = ""
    """The model that it was made from."""
    info: Mapping[str, Any] = field(default_factory=dict)
    """GGUF metadata beyond what the other fields say; lists are shown in full only when asked for."""
    system: str = ""
    license: tuple[str, ...] = ()
    messages: tuple[tuple[str, str], ...] = ()
    """Roles and contents that every conversation starts with."""
    requires: str = ""
    """The oldest release that can run it."""
    projector: Mapping[str, Any] = field(default_factory=dict)
    """GGUF metadata of what reads pictures."""
    tensors: tuple[tuple[str, str, tuple[int, ...]], ...] = ()
    """Name, type and shape of each."""
    remote_model: str = ""
    """What it is called where it runs; "" for a model that runs here."""
    remote_host: str = ""
    layers: tuple[Layer, ...] = ()
    """The files in the manifest's order; those that the other fields ask for when not given."""
    pace: Pace | None = None
    """How fast it is; as all models of the stand-in when not given."""

    def __post_init__(self) -> None:
        seed = f"weights of {self.digest or self.name.full}"
        if not self.blob:
            object.__setattr__(self, "blob", hashlib.sha256(seed.encode()).hexdigest())
        if not self.digest:
            object.__setattr__(self, "digest", manifest_digest(self.config, self.files))

    @property
    def files(self) -> tuple[Layer, ...]:
        """Everything that the manifest lists but for the config."""
        return self.layers or (() if self.remote_model else self._own_layers())

    @property
    def config(self) -> Layer:
        """The layer that says what the model is."""
        content: dict[str, object] = {
            "model_format": "" if self.remote_model else "gguf",
            "model_family": self.family,
            "model_families": [self.family] if self.family else None,
            "model_type": self.parameter_size,
            "file_type": self.quantization,
        }
        rest = {"requires": self.requires, "remote_host": self.remote_host, "remote_model": self.remote_model}
        platform = {"architecture": "amd64", "os": "linux"}
        whole = content | {key: value for key, value in rest.items() if value} | platform
        return Layer.of("config", encode(whole) + "\n")

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
            "format": "" if self.remote_model else "gguf",
            "family": self.family,
            "families": [self.family] if self.family else None,
            "parameter_size": self.parameter_size,
            "quantization_level": self.quantization,
        }

    def _own_layers(self) -> tuple[Layer, ...]:
        texts = [("template", self.template), ("system", self.system), *(("license", text) for text in self.license)]
        small = [Layer.of(kind, text) for kind, text in texts if text and text != "{{ .Prompt }}"]
        if self.parameters:
            small.append(Layer.of("params", parameters_text(self.parameters)))
        if self.messages:
            small.append(Layer.of("messages", messages_text(self.messages)))
        rest = self.config.size + sum(layer.size for layer in small)
        return (Layer("model", self.blob, max(0, self.size - rest)), *small)


class Store:
    """Models by name, without case, and the blobs that are on disk; safe to use from many threads."""

    def __init__(self, models: Iterable[Model] = ()) -> None:
        self._lock = threading.Lock()
        self._models = {model.name.key: model for model in models}
        self._blobs = {key: _blobs(model) for key, model in self._models.items()}
        """The digests of each model: to work them out takes time when there are many."""
        self._loose: dict[str, tuple[int, bytes]] = {}
        self.elsewhere: Callable[[ModelName], Model | None] = lambda name: None
        """The cloud's model of a name without its `cloud`, for names that say it."""

    def newest_first(self) -> list[Model]:
        """All models, the one changed last first. (Ollama leaves the order of those of one second open.)"""
        with self._lock:
            models = list(self._models.values())
        return sorted(models, key=lambda model: (-model.modified, model.name.key))

    def find(self, text: str) -> Model | None:
        """The model that `text` names, or None. Raises: Refusal 400 when it is no name."""
        reference = refer(text)
        found = self.get(reference.stored)
        if reference.source == "local" and found is not None and found.remote_model:
            return None
        return self.elsewhere(reference.name) if reference.source == "cloud" and found is None else found

    def get(self, name: ModelName) -> Model | None:
        """The model of exactly this name, whatever its case."""
        with self._lock:
            return self._models.get(name.key)

    def spelling(self, name: ModelName) -> ModelName:
        """The same name with each part as some stored model spells it."""
        for other in sorted(model.name for model in self.newest_first()):
            pairs = zip(name, other, strict=True)
            name = ModelName(*(theirs if mine.lower() == theirs.lower() else mine for mine, theirs in pairs))
        return name

    def put(self, model: Model) -> None:
        """Keep a model, instead of one that has the name; blobs that nobody names any more go."""
        with self._lock:
            replaced = self._models.get(model.name.key)
            self._models[model.name.key] = model
            self._blobs[model.name.key] = _blobs(model)
            self._sweep([*(replaced.files if replaced else ()), *model.files])

    def copy(self, source: Model, name: ModelName, now: int) -> None:
        """Keep `source` under a second name: the same manifest, written `now`."""
        if source.name != name:
            self.put(replace(source, name=name, modified=now))

    def remove(self, model: Model) -> None:
        with self._lock:
            self._models.pop(model.name.key, None)
            self._blobs.pop(model.name.key, None)
            self._sweep(model.files)

    def add_blob(self, digest: str, size: int, beginning: bytes = b"") -> None:
        """A file that no model names yet."""
        with self._lock:
            self._loose[digest] = size, beginning

    def blob(self, digest: str) -> tuple[int, bytes]:
        """Size and beginning of such a file; nothing of one that is not there."""
        with self._lock:
            return self._loose.get(digest, (0, b""))

    def drop_blob(self, digest: str) -> None:
        with self._lock:
            self._loose.pop(digest, None)

    def holds(self, digest: str) -> bool:
        """Whether a blob of this digest is on disk."""
        with self._lock:
            return digest in self._loose or any(digest in blobs for blobs in self._blobs.values())

    def _sweep(self, layers: Iterable[Layer]) -> None:
        """Blobs of `layers` stay as long as a model names them, not longer."""
        for layer in layers:
            self._loose.pop(layer.digest, None)


def _blobs(model: Model) -> frozenset[str]:
    return frozenset(layer.digest for layer in (model.config, *model.files))
