"""Between the store and the registries: /api/pull and /api/push."""

from __future__ import annotations

from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.engine import Engine
from agwctl.ollama.gojson import Struct, decode
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.source import refer
from agwctl.ollama.wire import progress

__all__ = ["pull", "push"]

_FIELDS = {"model": "string", "name": "string", "insecure": "bool", "stream": "bool"}
_PULL = Struct("api.PullRequest", {**_FIELDS, "username": "string", "password": "string"})
_PUSH = Struct("api.PushRequest", {**_FIELDS, "username": "string", "password": "string"})


def pull(engine: Engine, request: Request) -> Response:
    asked = decode(b"".join(request.body), _PULL, empty="missing request body")
    steps = engine.library.pull(
        refer(_model(asked)).stored, insecure=asked.get("insecure", False), hangup=request.hangup
    )
    return progress(steps, stream=asked.get("stream", True))


def push(engine: Engine, request: Request) -> Response:
    asked = decode(b"".join(request.body), _PUSH, empty="missing request body")
    if not _model(asked):
        raise Refusal(400, "model is required")
    steps = engine.library.push(
        refer(_model(asked)).stored, insecure=asked.get("insecure", False), signed_in=bool(engine.cloud.user)
    )
    return progress(steps, stream=asked.get("stream", True))


def _model(asked: dict[str, Any]) -> str:
    return str(asked.get("model") or asked.get("name") or "")
