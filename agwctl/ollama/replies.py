"""The replies of Ollama that its clients read: listed, running and shown models."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agwctl.ollama.talking import talks

__all__ = ["NEVER", "Details", "Listed", "Running", "Shown", "listed", "nanoseconds", "running", "shown"]

NEVER = -62_135_596_800 * 10**9
"""Go's zero time, 0001-01-01T00:00:00Z, in nanoseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Details:
    """What a model file is; what the server leaves out is empty or 0."""

    family: str = ""
    parameter_size: str = ""
    quantization: str = ""
    format: str = ""
    parent: str = ""
    context_length: int = 0
    embedding_length: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of `/api/tags`."""

    name: str
    digest: str
    size: int
    modified: int
    """Nanoseconds since 1970; NEVER for the zero time."""
    modified_at: str
    """As the server wrote it."""
    remote_model: str
    remote_host: str
    details: Details
    capabilities: tuple[str, ...]
    """Empty for releases before 0.30, which do not list them."""

    @property
    def talks(self) -> bool:
        """Whether it answers a chat."""
        return talks(self.name, self.details.family, self.capabilities)


@dataclass(frozen=True, slots=True)
class Running:
    """An entry of `/api/ps`."""

    name: str
    digest: str
    size: int
    size_vram: int
    expires: int
    """Nanoseconds since 1970; NEVER for the zero time."""
    expires_at: str
    """As the server wrote it."""
    context_length: int
    details: Details


@dataclass(frozen=True, slots=True)
class Shown:
    """The reply of `/api/show`."""

    details: Details
    model_info: Mapping[str, Any] | None
    capabilities: tuple[str, ...] = ()
    parameters: str = ""
    license: str = ""
    system: str = ""
    template: str = ""
    modelfile: str = ""
    requires: str = ""
    remote_model: str = ""
    remote_host: str = ""
    projector_info: Mapping[str, Any] = field(default_factory=dict)
    tensors: tuple[Mapping[str, Any], ...] = ()


_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)")


def nanoseconds(text: str) -> int:
    """Nanoseconds since 1970 of an RFC 3339 timestamp.

    Raises: ValueError.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError(f"not a timestamp: {text!r}")
    moment, fraction, zone = found.groups()
    # The zone is taken off by hand: year 1 with an offset is out of datetime's range.
    since = datetime.fromisoformat(f"{moment}+00:00") - _EPOCH
    offset = 0 if zone in "Zz" else (int(zone[1:3]) * 3600 + int(zone[4:6]) * 60) * (1 if zone[0] == "+" else -1)
    return (since.days * 86400 + since.seconds - offset) * 10**9 + int((fraction or "0").ljust(9, "0")[:9])


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def listed(entry: Mapping[str, Any]) -> Listed:
    """Raises: ValueError, TypeError for an entry of another shape."""
    modified_at = _text(entry, "modified_at")
    return Listed(
        name=_text(entry, "name"),
        digest=_text(entry, "digest"),
        size=_number(entry, "size"),
        modified=nanoseconds(modified_at) if modified_at else NEVER,
        modified_at=modified_at,
        remote_model=_text(entry, "remote_model"),
        remote_host=_text(entry, "remote_host"),
        details=_details(entry),
        capabilities=_texts(entry, "capabilities"),
    )


def running(entry: Mapping[str, Any]) -> Running:
    """Raises: ValueError, TypeError for an entry of another shape."""
    expires_at = _text(entry, "expires_at")
    return Running(
        name=_text(entry, "name"),
        digest=_text(entry, "digest"),
        size=_number(entry, "size"),
        size_vram=_number(entry, "size_vram"),
        expires=nanoseconds(expires_at) if expires_at else NEVER,
        expires_at=expires_at,
        context_length=_number(entry, "context_length"),
        details=_details(entry),
    )


def shown(reply: Mapping[str, Any]) -> Shown:
    """Raises: ValueError, TypeError for a reply of another shape."""
    return Shown(
        details=_details(reply),
        model_info=_object(reply, "model_info"),
        capabilities=_texts(reply, "capabilities"),
        parameters=_text(reply, "parameters"),
        license=_text(reply, "license"),
        system=_text(reply, "system"),
        template=_text(reply, "template"),
        modelfile=_text(reply, "modelfile"),
        requires=_text(reply, "requires"),
        remote_model=_text(reply, "remote_model"),
        remote_host=_text(reply, "remote_host"),
        projector_info=_object(reply, "projector_info") or {},
        tensors=tuple(map(_tensor, _list(reply, "tensors"))),
    )


def _details(reply: Mapping[str, Any]) -> Details:
    told = _object(reply, "details") or {}
    return Details(
        family=_text(told, "family"),
        parameter_size=_text(told, "parameter_size"),
        quantization=_text(told, "quantization_level"),
        format=_text(told, "format"),
        parent=_text(told, "parent_model"),
        context_length=_number(told, "context_length"),
        embedding_length=_number(told, "embedding_length"),
    )


def _tensor(entry: Any) -> Mapping[str, Any]:
    if not isinstance(entry, dict):
        raise TypeError(f"a tensor is a {type(entry).__name__}")
    _typed(entry, "shape", list)
    return entry


def _text(reply: Mapping[str, Any], key: str) -> str:
    return str(_typed(reply, key, str) or "")


def _number(reply: Mapping[str, Any], key: str) -> int:
    return int(_typed(reply, key, int) or 0)


def _list(reply: Mapping[str, Any], key: str) -> list[Any]:
    return list(_typed(reply, key, list) or ())


def _texts(reply: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(str(item) for item in _list(reply, key))


def _object(reply: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    value = _typed(reply, key, dict)
    return value if isinstance(value, dict) else None


def _typed(reply: Mapping[str, Any], key: str, kind: type) -> Any:
    value = reply.get(key)
    if value is not None and not isinstance(value, kind):
        raise TypeError(f"{key} is a {type(value).__name__}")
    return value
