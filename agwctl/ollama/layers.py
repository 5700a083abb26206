"""The files that a model is made of, and the manifest that lists them: byte for byte as Ollama writes them.

Digests made here equal those of a real store for the same weights, template, system message, license and parameters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agwctl.ollama.gojson import encode

__all__ = ["Layer", "manifest_digest", "messages_text", "parameters_text"]

_DOCKER = "application/vnd.docker."


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a model; `kind` is model, template, system, license, params, messages or config."""

    kind: str
    digest: str
    """64 hex digits without `sha256:`."""
    size: int
    source: str = ""
    """The model that it was taken over from when another one was made of it."""

    @classmethod
    def of(cls, kind: str, content: str) -> Layer:
        data = content.encode("utf-8", "replace")
        return cls(kind, hashlib.sha256(data).hexdigest(), len(data))

    @property
    def listed(self) -> dict[str, object]:
        """Its entry in a manifest."""
        media = (
            f"{_DOCKER}container.image.v1+json"
            if self.kind == "config"
            else f"application/vnd.ollama.image.{self.kind}"
        )
        entry: dict[str, object] = {"mediaType": media, "digest": f"sha256:{self.digest}", "size": self.size}
        return entry | {"from": self.source} if self.source else entry


def manifest_digest(config: Layer, layers: Iterable[Layer]) -> str:
    """The digest of a manifest, which is what listings show as a model's digest."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{_DOCKER}distribution.manifest.v2+json",
        "config": config.listed,
        "layers": [layer.listed for layer in layers],
    }
    return hashlib.sha256(f"{encode(manifest)}\n".encode()).hexdigest()


def parameters_text(parameters: Iterable[tuple[str, object]]) -> str:
    """The content of a params layer; `stop` is always a list."""
    options: dict[str, object] = {}
    stops: list[object] = []
    for name, value in parameters:
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        if name == "stop":
            stops.append(whole)
        options[name] = stops if name == "stop" else whole
    return encode(dict(sorted(options.items()))) + "\n"


def messages_text(messages: Sequence[tuple[str, str]]) -> str:
    """The content of a messages layer, from roles and contents."""
    return encode([{"role": role, "content": content} for role, content in messages]) + "\n"
