"""What the OpenAI-shaped endpoints under /v1 share, and the list of models: a layer over the native API.

The layer has errors of its own, and passes on errors from behind it in another shape.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from agwctl.http.message import Request, Response
from agwctl.ollama.api.inference import failed
from agwctl.ollama.api.listing import find_shown
from agwctl.ollama.engine import Engine
from agwctl.ollama.generation import Account
from agwctl.ollama.gojson import Struct, decode, encode
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import EFFORTS_CLAMPED, ERROR_TYPES, Release
from agwctl.ollama.store import Model
from agwctl.ollama.wire import JSON, JSON_UTF8, reply

__all__ = [
    "behind",
    "checked_image",
    "effort",
    "go_type",
    "head",
    "layer",
    "model",
    "models",
    "number",
    "options",
    "read",
    "usage",
    "whole",
]


def models(engine: Engine, request: Request) -> Response:
    entries = [_model(model, str(model.name)) for model in engine.store.newest_first()]
    return whole({"object": "list", "data": entries or None})


def model(engine: Engine, request: Request, name: str) -> Response:
    try:
        return whole(_model(find_shown(engine, name), name))
    except Refusal as refusal:
        return behind(engine, refusal)


def read(request: Request, shape: Struct) -> dict[str, Any]:
    """The body. Raises: Refusal 400."""
    return decode(b"".join(request.body), shape, empty="EOF")


def whole(value: object) -> Response:
    """An answer that is no stream."""
    return reply(200, JSON, encode(value) + "\n")


def layer(refusal: Refusal) -> Response:
    """An error that the layer itself found."""
    return reply(refusal.status, JSON_UTF8, encode(refusal.openai()))


def behind(engine: Engine, refusal: Refusal, *extra: tuple[bytes, bytes], streaming: bool = False) -> Response:
    """An error from behind the layer."""
    told = refusal.openai()
    if not engine.release.has(ERROR_TYPES):
        told["error"]["type"] = "api_error"
    return failed(refusal, encode(told) + "\n", *extra, streaming=streaming)


def effort(release: Release, asked: str) -> bool | str | None:
    """A reasoning effort as how to think: None for the model's own way. Raises: Refusal 400 for no effort at all."""
    if asked in _EFFORTS and (release.has(EFFORTS_CLAMPED) or asked in ("", "high", "medium", "low", "none")):
        return _EFFORTS[asked]
    if not release.has(EFFORTS_CLAMPED):
        raise Refusal(400, f'invalid reasoning value: \'{asked}\' (must be "high", "medium", "low", or "none")')
    levels = '"minimal", "low", "medium", "high", "xhigh", "ultra", "max", or "none"'
    raise Refusal(400, f'invalid reasoning value: "{asked}" (must be {levels})')


def checked_image(release: Release, url: object) -> None:
    """Raises: Refusal 400 for what is no image in a `data:` URL."""
    if not isinstance(url, str):
        raise Refusal(400, "invalid message format")
    if url.startswith(("http://", "https://")) and release.has(EFFORTS_CLAMPED):
        text = "image URLs are not currently supported, please use base64 encoded data instead"
        raise Refusal(400, text)
    found = _IMAGE.match(url)
    try:
        base64.b64decode(re.sub(r"[\r\n]", "", url[found.end() :] if found else "!"), validate=True)
    except (binascii.Error, ValueError):
        raise Refusal(400, "invalid image input") from None


def options(asked: dict[str, Any], *, strict_stop: bool) -> dict[str, Any]:
    """The sampling fields under the names that a model's options have."""
    stop = asked.get("stop")
    stops = [stop] if isinstance(stop, str) else stop if isinstance(stop, list) else []
    wrong = next((item for item in stops if not isinstance(item, str)), None) if strict_stop else None
    if wrong is not None or (strict_stop and None in stops):
        raise Refusal(400, f"invalid type for 'stop' field: {go_type(wrong)}")
    given: dict[str, Any] = {"stop": [item for item in stops if isinstance(item, str)]} if stops else {}
    given |= {"temperature": asked.get("temperature", 1.0), "top_p": asked.get("top_p") or 1.0}
    if asked.get("max_tokens") is not None:
        given["num_predict"] = asked["max_tokens"]
    return given | {name: asked[name] for name in _SAMPLING if asked.get(name) is not None}


def go_type(value: object) -> str:
    """The Go type of a value that was decoded into an interface."""
    if isinstance(value, (list, dict)):
        return "[]interface {}" if isinstance(value, list) else "map[string]interface {}"
    if isinstance(value, str):
        return "string"
    return "<nil>" if value is None else "bool" if isinstance(value, bool) else "float64"


def head(identity: str, kind: str, engine: Engine, asked: dict[str, Any]) -> dict[str, Any]:
    """How every answer and every chunk begins."""
    created = engine.clock.now() // 10**9
    start = {"id": identity, "object": kind, "created": created, "model": asked.get("model", "")}
    return start | {"system_fingerprint": "fp_ollama"}


def number(engine: Engine) -> int:
    """The number in the id of an answer, 0 to 998."""
    return engine.serial() * 467 % 999


def usage(account: Account) -> dict[str, int]:
    """The tokens of an answer."""
    total = account.prompt_tokens + account.tokens
    return {"prompt_tokens": account.prompt_tokens, "completion_tokens": account.tokens, "total_tokens": total}


def _model(model: Model, spelt: str) -> dict[str, Any]:
    created = model.modified // 10**9
    return {"id": spelt, "object": "model", "created": created, "owned_by": model.name.namespace}


_EFFORTS: dict[str, bool | str | None] = {"": None, "none": False, "minimal": "low", "xhigh": "max", "ultra": "max"}
_EFFORTS |= {level: level for level in ("low", "medium", "high", "max")}
_IMAGE = re.compile(r"data:(?:image/(?:jpeg|jpg|png|webp))?;base64,")
_SAMPLING = ("seed", "frequency_penalty", "presence_penalty")
