"""Names of Ollama's models: when two of them mean the same one."""

from __future__ import annotations

import re

__all__ = ["full_name", "same_model"]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_DEFAULTS = ["registry.ollama.ai", "library"]


def same_model(one: str, other: str) -> bool:
    """Whether two names mean one Ollama model: `mistral` is `Library/Mistral:latest`."""
    return full_name(one) == full_name(other)


def full_name(name: str) -> tuple[str, ...]:
    """Host, namespace, model and tag, in lower case, with what the name leaves out."""
    name = _SCHEME.sub("", name.lower(), count=1)
    path, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        path, tag = name, "latest"
    parts = path.split("/")
    return (*_DEFAULTS[: max(0, 3 - len(parts))], *parts, tag)
