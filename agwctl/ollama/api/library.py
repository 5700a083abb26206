"""What changes the store without a registry: /api/copy and /api/delete."""

from __future__ import annotations

from agwctl.http.message import Request, Response
from agwctl.ollama.engine import Engine
from agwctl.ollama.gojson import Struct, decode
from agwctl.ollama.name import ModelName, parse
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import NAMES_CHECKED
from agwctl.ollama.source import refer
from agwctl.ollama.wire import refused

__all__ = ["copy", "delete"]

_COPY = Struct("api.CopyRequest", {"source": "string", "destination": "string"})
_DELETE = Struct("api.DeleteRequest", {"model": "string", "name": "string"})


def copy(engine: Engine, request: Request) -> Response:
    asked = decode(b"".join(request.body), _COPY, empty="missing request body")
    text = asked.get("source", "")
    source = _named(text, f'source "{text}" is invalid')
    destination = _named(asked.get("destination", ""), f'destination "{asked.get("destination", "")}" is invalid')
    model = engine.store.get(source)
    if model is None:
        raise Refusal(404, f'model "{text}" not found')
    engine.store.copy(model, engine.store.spelling(destination), engine.clock.now())
    return refused(200)


def delete(engine: Engine, request: Request) -> Response:
    asked = decode(b"".join(request.body), _DELETE, empty="missing request body")
    text = asked.get("model") or asked.get("name") or ""
    if not text and engine.release.has(NAMES_CHECKED):
        raise Refusal(400, "model is required")
    model = engine.store.get(_named(text, f'name "{text}" is invalid'))
    if model is None:
        raise Refusal(404, f"model '{text}' not found")
    engine.store.remove(model)
    return refused(200)


def _named(text: str, refusal: str) -> ModelName:
    """The name under which the store has it. Raises: Refusal 400 with the text given."""
    try:
        return refer(text).stored
    except Refusal as refused_name:
        if parse(text) is None:
            raise Refusal(400, refusal) from None
        raise refused_name
