"""What servers tell, made up."""

from __future__ import annotations

import hashlib
from typing import Any

from agwctl.models.verdict import Facts
from agwctl.ollama.client import Listed, Shown
from agwctl.ollama.replies import NEVER, Details


def listed(name: str, **fields: Any) -> Listed:
    values: dict[str, Any] = {
        "digest": hashlib.sha256(name.encode()).hexdigest(),
        "size": 2_019_393_189,
        "modified": NEVER,
        "modified_at": "",
        "remote_model": "",
        "remote_host": "",
        "details": Details(),
        "capabilities": ("completion",),
    }
    return Listed(name=name, **values | fields)


def shown(*capabilities: str, **fields: Any) -> Shown:
    return Shown(details=Details(), model_info={}, capabilities=capabilities, **fields)


def facts(models: dict[str, Shown], version: str = "0.33.0", **fields: Any) -> Facts:
    """A server with models by the names of its list; `fields` are those of the list's entries."""
    there = tuple(listed(name, capabilities=each.capabilities, **fields) for name, each in models.items())
    return Facts(version, there, models | {name.removesuffix(":latest"): each for name, each in models.items()})
