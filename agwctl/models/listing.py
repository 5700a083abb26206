"""`ollama list` and `ollama ps`: which models, in which order, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from agwctl.models.columns import table
from agwctl.models.figures import size
from agwctl.models.processor import processor, split
from agwctl.models.relative_time import relative
from agwctl.ollama.client import Listed, NotOllama, Running
from agwctl.ollama.replies import NEVER, Details

__all__ = [
    "FILTERS",
    "SORTS",
    "chosen",
    "listed_json",
    "listed_row",
    "listed_table",
    "running_json",
    "running_table",
    "short_id",
    "sorted_by",
]

FILTERS: dict[str, Callable[[Listed], Iterable[str]]] = {
    "capability": lambda model: model.capabilities,
    "family": lambda model: (model.details.family,),
}
"""What a `--filter NAME=VALUE` looks at."""

SORTS: dict[str, Callable[[Listed], str | int]] = {
    "name": lambda model: model.name,
    "size": lambda model: -model.size,
    "modified": lambda model: -model.modified,
}
"""Names in their order, sizes and times with the largest and the newest first."""


def chosen(models: Iterable[Listed], prefix: str = "", filters: Sequence[tuple[str, str]] = ()) -> list[Listed]:
    """The models whose name begins with `prefix`, in any case, and that pass every filter."""
    return [
        model
        for model in models
        if model.name.lower().startswith(prefix.lower())
        and all(value.lower() in map(str.lower, FILTERS[name](model)) for name, value in filters)
    ]


def sorted_by(models: Iterable[Listed], order: str | None) -> list[Listed]:
    """In one of SORTS; None keeps the server's order."""
    return list(models) if order is None else sorted(models, key=SORTS[order])


def short_id(digest: str) -> str:
    """The ID column.

    Raises: NotOllama for a digest that is too short. There `ollama` itself ends with a panic of Go's and exit code 2;
    agwctl says what is wrong and exits with 1.
    """
    if len(digest) < 12:
        text = f"slice bounds out of range [:12] with length {len(digest)}"
        raise NotOllama(text, f"the server lists a model with the digest {digest!r}, which is no sha256")
    return digest[:12]


def listed_table(models: Iterable[Listed], now: int) -> str:
    """As `ollama list` prints it; `now` in nanoseconds since 1970."""
    return table(("NAME", "ID", "SIZE", "MODIFIED"), [listed_row(model, now) for model in models])


def listed_row(model: Listed, now: int) -> tuple[str, str, str, str]:
    """The cells of a model."""
    taken = "-" if model.remote_model else size(model.size)
    return model.name, short_id(model.digest), taken, relative(model.modified, now)


def running_table(models: Iterable[Running], now: int) -> str:
    """As `ollama ps` prints it; `now` in nanoseconds since 1970."""
    rows = [
        (
            model.name,
            short_id(model.digest),
            size(model.size),
            processor(model.size, model.size_vram),
            str(model.context_length),
            relative(model.expires, now) if model.expires >= now else "Stopping...",
        )
        for model in models
    ]
    return table(("NAME", "ID", "SIZE", "PROCESSOR", "CONTEXT", "UNTIL"), rows)


def listed_json(model: Listed) -> dict[str, Any]:
    """An entry of the JSON document; what the server does not tell is null."""
    return {
        **_common(model.name, model.digest, model.size, model.details),
        "modifiedAt": model.modified_at if model.modified != NEVER else None,
        "remote": bool(model.remote_model),
        "capabilities": list(model.capabilities) or None,
    }


def running_json(model: Running) -> dict[str, Any]:
    """The same for a running model."""
    shares = split(model.size, model.size_vram)
    return {
        **_common(model.name, model.digest, model.size, model.details),
        "modifiedAt": None,
        "remote": False,
        "capabilities": None,
        "sizeVram": model.size_vram,
        "context": model.context_length or None,
        "expiresAt": model.expires_at or None,
        "processor": shares and {"cpuPercent": shares.cpu, "gpuPercent": shares.gpu},
    }


def _common(name: str, digest: str, size: int, details: Details) -> dict[str, Any]:
    return {
        "name": name,
        "id": digest[:12],
        "digest": digest,
        "size": size,
        "family": details.family or None,
        "parameterSize": details.parameter_size or None,
        "quantization": details.quantization or None,
        "contextLength": details.context_length or None,
    }
