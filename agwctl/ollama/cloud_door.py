"""Requests for the cloud's models: let through or refused before any API looks at them, as Ollama's own proxy does."""

from __future__ import annotations

import json

from agwctl.http.message import Request
from agwctl.ollama.engine import Engine
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.source import refer

__all__ = ["admit"]

_DETAILS = "remote model details are unavailable"
_INFERENCE = {
    *(f"/api/{verb}" for verb in ("chat", "generate", "embed", "embeddings")),
    *(f"/v1/{verb}" for verb in ("chat/completions", "completions", "embeddings", "responses", "messages")),
}


def admit(engine: Engine, request: Request, path: str) -> None:
    """Raises: Refusal for a request that names a cloud model which cannot be had; native in shape, on /v1 too."""
    if path.startswith("/v1/models/"):
        _admit(engine, path.rpartition("/")[2], path, _DETAILS)
    elif path in _INFERENCE or path == "/api/show":
        body = b"".join(request.body)
        request.body = iter((body,))
        _admit(engine, _model(body), path, _DETAILS if path == "/api/show" else "remote model is unavailable")


def _admit(engine: Engine, name: str, path: str, what: str) -> None:
    try:
        reference = refer(name)
    except Refusal:
        return  # the API itself knows how to word that
    if reference.source == "cloud":
        engine.cloud.admit(path, what)
        return
    model = engine.store.get(reference.stored)
    if model is not None and model.remote_model and reference.source != "local":
        if what == _DETAILS:
            if engine.cloud.status["disabled"]:
                raise Refusal(403, f"ollama cloud is disabled: {what}")
        else:
            engine.cloud.admit_stored(model, path)


def _model(body: bytes) -> str:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    model = (value.get("model") or value.get("name")) if isinstance(value, dict) else None
    return model if isinstance(model, str) else ""
