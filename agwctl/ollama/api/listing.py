"""What is pulled, what is loaded, and what one model is: /api/tags, /api/ps and /api/show."""

from __future__ import annotations

import json
from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.clock import local_time
from agwctl.ollama.engine import Engine
from agwctl.ollama.gojson import Struct, decode, encode
from agwctl.ollama.modelfile import modelfile, parameter_text
from agwctl.ollama.name import parse
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import BLOB_LISTING, NAMES_CHECKED, Release
from agwctl.ollama.source import refer
from agwctl.ollama.store import Model
from agwctl.ollama.wire import JSON_UTF8, reply

__all__ = ["find_shown", "ps", "show", "tags"]

_SHOW = Struct(
    "api.ShowRequest",
    {
        "model": "string",
        "name": "string",
        "verbose": "bool",
        "system": "string",
        "options": "map[string]interface {}",
    },
)


def tags(engine: Engine, request: Request) -> Response:
    models = [_entry(model, engine.release) for model in engine.store.newest_first()]
    return reply(200, JSON_UTF8, encode({"models": models}))


def ps(engine: Engine, request: Request) -> Response:
    return reply(200, JSON_UTF8, encode({"models": engine.runners.listing()}))


def show(engine: Engine, request: Request) -> Response:
    asked = decode(b"".join(request.body), _SHOW, empty="missing request body")
    name = asked.get("model") or asked.get("name") or ""
    if not name:
        raise Refusal(400, "model is required")
    model = find_shown(engine, name)
    described = _description(engine, model, asked)
    agent = request.headers.get(b"user-agent") or b""
    if engine.release.has(BLOB_LISTING) and agent.startswith(b"GitHubCopilotChat/"):
        described["model_info"] = dict(sorted({**described["model_info"], "general.basename": name}.items()))
    return reply(200, JSON_UTF8, encode(described))


def find_shown(engine: Engine, name: str) -> Model:
    """The model that `name` stands for; its absence is told with the tag spelt out."""
    if not engine.release.has(NAMES_CHECKED) and parse(name) is None:
        raise Refusal(500, "invalid model path")
    model = engine.store.find(name)
    if model is None:
        missing = refer(name).name if engine.release.has(BLOB_LISTING) else name
        raise Refusal(404, f"model '{missing}' not found")
    return model


def _entry(model: Model, release: Release) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": str(model.name),
        "model": str(model.name),
        "remote_model": model.remote_model,
        "remote_host": model.remote_host,
        "modified_at": local_time(model.modified),
        "size": model.size,
        "digest": model.digest,
        "details": model.details,
        "capabilities": list(model.capabilities),
    }
    if release.has(BLOB_LISTING):
        lengths = {"context_length": model.context_length, "embedding_length": model.embedding_length}
        entry["details"] |= {key: length for key, length in lengths.items() if length}
    else:
        del entry["capabilities"]
        entry["details"]["parent_model"] = ""
    return {key: value for key, value in entry.items() if value or not key.startswith("remote")}


def _description(engine: Engine, model: Model, asked: dict[str, Any]) -> dict[str, Any]:
    """`/api/show`: keys in Ollama's order, empty ones left out."""
    added = [pair for pair in (asked.get("options") or {}).items() if not isinstance(pair[1], list)]
    parameters = [f"{name:<30} {_quoted(value)}" for name, value in (*model.parameters, *added)]
    details = model.details
    if not engine.release.has(BLOB_LISTING) and not model.parent:
        details["parent_model"] = f"{engine.folder}/blobs/sha256-{model.blob}"
    described: dict[str, Any] = {
        "license": "\n".join(model.license),
        "modelfile": modelfile(model, engine.folder),
        "parameters": "\n".join(parameters),
        "template": model.template,
        "system": asked.get("system") or model.system,
        "details": details,
        "messages": [{"role": role, "content": content} for role, content in model.messages],
        "remote_model": model.remote_model,
        "remote_host": model.remote_host,
        "model_info": _metadata(model, full=bool(asked.get("verbose"))),
        "projector_info": dict(model.projector),
        "tensors": [{"name": name, "type": kind, "shape": list(shape)} for name, kind, shape in _tensors(model)],
        "capabilities": list(model.capabilities),
        "modified_at": local_time(model.modified),
        "requires": model.requires,
    }
    return {key: value for key, value in described.items() if value or key in ("details", "model_info")}


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else parameter_text(value)


def _metadata(model: Model, *, full: bool) -> dict[str, Any]:
    """GGUF metadata by name; lists only in full."""
    if not model.family:
        return {}
    info: dict[str, Any] = {
        "general.architecture": model.family,
        f"{model.family}.context_length": model.context_length,
        f"{model.family}.embedding_length": model.embedding_length,
        **model.info,
    }
    return {key: value if full or not isinstance(value, list) else None for key, value in sorted(info.items())}


def _tensors(model: Model) -> tuple[tuple[str, str, tuple[int, ...]], ...]:
    """The model's own, or the one that every model has."""
    if model.tensors or model.remote_model:
        return model.tensors
    return (("token_embd.weight", model.quantization, (model.embedding_length,)),)
