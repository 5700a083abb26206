"""Model names: `[host/][namespace/]model[:tag]`, as Ollama parses, completes and shows them."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["ModelName", "parse"]

HOST, NAMESPACE, TAG = "registry.ollama.ai", "library", "latest"

_PART = {
    "host": re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]{0,349}"),
    "namespace": re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}"),
    "model": re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}"),
    "tag": re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}"),
}


class ModelName(NamedTuple):
    """A complete name; two of them mean one model when their `key`s are equal."""

    host: str
    namespace: str
    model: str
    tag: str

    def __str__(self) -> str:
        """The shortest form, always with the tag: `llama3.2:latest`, `bob/foo:7b`."""
        if self.host != HOST:
            return f"{self.host}/{self.namespace}/{self.model}:{self.tag}"
        if self.namespace != NAMESPACE:
            return f"{self.namespace}/{self.model}:{self.tag}"
        return f"{self.model}:{self.tag}"

    @property
    def full(self) -> str:
        return f"{self.host}/{self.namespace}/{self.model}:{self.tag}"

    @property
    def key(self) -> str:
        """What names are looked up by: without case."""
        return self.full.lower()


def parse(text: str) -> ModelName | None:
    """The name with Ollama's defaults filled in, or None when it is not one. Source: ollama types/model/name.go."""
    _, scheme, rest = text.partition("://")
    if not scheme:
        rest = text
    slash = rest.rfind("/")
    colon = rest.rfind(":")
    tag = TAG
    if colon > slash:
        rest, tag = rest[:colon], rest[colon + 1 :]
    parts = rest.rsplit("/", 2)
    host, namespace, model = [HOST, NAMESPACE][: 3 - len(parts)] + parts
    name = ModelName(host, namespace, model, tag)
    return name if all(_PART[part].fullmatch(value) for part, value in name._asdict().items()) else None
