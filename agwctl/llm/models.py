"""Models by name: the `llm` section's list and router, and whether two names mean the same Ollama model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, NamedTuple, TypeVar

from agwctl.llm.document import UNREADABLE, Document, read, write

__all__ = [
    "NOT_DECODED",
    "TOO_LARGE",
    "ModelEntry",
    "Refusal",
    "Refused",
    "entries_of",
    "find_model",
    "in_resolution_order",
    "is_model_list",
    "model_list",
    "requested_model",
    "stated_model",
    "union",
]

T = TypeVar("T")


class Refusal(NamedTuple):
    """A JSON error that the router gives itself."""

    status: int
    message: str
    code: str

    @property
    def body(self) -> bytes:
        error = {"message": self.message, "type": "invalid_request_error", "code": self.code}
        return write({"error": error})


NOT_JSON = Refusal(400, "LLM request body must be valid JSON", "invalid_request_body")
NO_MODEL = Refusal(400, "LLM request body is missing string field 'model'", "missing_model")
NO_MODEL_PART = Refusal(400, "LLM multipart request body is missing string field 'model'", "missing_model")
NOT_DECODED = Refusal(400, "Failed to decode LLM request body", "request_body_decode_failed")
TOO_LARGE = Refusal(413, "LLM request body exceeded the buffer limit", "request_body_too_large")
NOT_FOUND = Refusal(404, "Model not found", "model_not_found")


class Refused(Exception):
    """A request ends at the router."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class ModelEntry(Generic[T]):
    """A configured model: its name or pattern, and what stands behind it."""

    name: str
    target: T
    public: bool = True

    def fits(self, model: str) -> bool:
        """Whether the name is this entry's: equal, or matched by its one `*` at the start or the end."""
        if self.name.endswith("*"):
            return model.startswith(self.name[:-1])
        if self.name.startswith("*"):
            return model.endswith(self.name[1:])
        return model == self.name


def in_resolution_order(entries: Iterable[ModelEntry[T]]) -> list[ModelEntry[T]]:
    """More characters besides `*` first, then as configured; the order of the list and of the search."""
    return sorted(entries, key=lambda entry: -len(entry.name.replace("*", "")))


def find_model(
    entries: Sequence[ModelEntry[T]], model: str, meets_conditions: Callable[[T], bool] = lambda _: True
) -> ModelEntry[T]:
    """The first public entry of that name whose conditions the request meets. Raises: Refused (404)."""
    for entry in entries:
        if entry.public and entry.fits(model) and meets_conditions(entry.target):
            return entry
    raise Refused(NOT_FOUND)


def is_model_list(path: str) -> bool:
    """Whether the router answers this path, any method, with its list."""
    path = path.rstrip("/")
    return path in ("/v1/models", "/models") or path.startswith(("/v1/models/", "/models/"))


def model_list(names: Iterable[str], created: int) -> bytes:
    """A list of models in OpenAI's form; `created` is in Unix seconds."""
    entries = [{"id": name, "object": "model", "created": created, "owned_by": "openai"} for name in names]
    return write({"data": entries, "object": "list"})


def union(lists: Iterable[Iterable[dict[str, Any]]]) -> bytes:
    """Several upstreams' models as one reply, in order; a model that was named is not named again."""
    entries: dict[str, dict[str, Any]] = {}
    for entry in chain.from_iterable(lists):
        entries.setdefault(str(entry.get("id")), entry)
    return write({"object": "list", "data": list(entries.values())})


def entries_of(reply: bytes) -> list[dict[str, Any]] | None:
    """The models in an upstream's /v1/models reply; None when it is no such reply (Ollama without models: null)."""
    try:
        value = read(reply)
    except UNREADABLE:
        return None
    if not isinstance(value, dict) or "data" not in value:
        return None
    data = value["data"] or []
    return [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else None


def requested_model(document: Document, content_type: str | None) -> str:
    """The model that a request on an `llm` port names. Raises: Refused (400)."""
    boundary = _boundary(content_type or "")
    if boundary is not None:
        return _model_part(document.raw, boundary)
    try:
        value = document.value
    except UNREADABLE:
        raise Refused(NOT_JSON) from None
    model = value.get("model") if isinstance(value, dict) else None
    if not isinstance(model, str):
        raise Refused(NO_MODEL)
    return model


def stated_model(document: Document) -> str | None:
    """The model that a JSON body names, when it names one."""
    try:
        value = document.value
    except UNREADABLE:
        return None
    model = value.get("model") if isinstance(value, dict) else None
    return model if isinstance(model, str) else None


_BOUNDARY = re.compile(r'multipart/form-data\s*;.*?\bboundary=(?:"([^"]+)"|([^\s;]+))', re.IGNORECASE)
_PART_NAME = re.compile(
    rb'^content-disposition:[^\r\n]*;[ \t]*name="?model"?[ \t]*(?:;|\r?$)', re.IGNORECASE | re.MULTILINE
)


def _boundary(content_type: str) -> str | None:
    found = _BOUNDARY.match(content_type.strip())
    return (found[1] or found[2]) if found else None


def _model_part(body: bytes, boundary: str) -> str:
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode("latin-1", "replace"))[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        if _PART_NAME.search(head):
            return content.decode("utf-8", "replace")
    raise Refused(NO_MODEL_PART)
