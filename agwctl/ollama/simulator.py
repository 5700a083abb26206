"""The stand-in Ollama: a `Handler` that routes as Ollama's server does and answers from pretended models."""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote_to_bytes

from agwctl.http.message import Headers, Request, Response
from agwctl.ollama.answer import Answer, stand_in_answer
from agwctl.ollama.api import anthropic, listing, native, openai, responses
from agwctl.ollama.clock import Clock, Pace
from agwctl.ollama.engine import Engine
from agwctl.ollama.gojson import encode
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.store import Model, Store, default_models
from agwctl.ollama.wire import JSON_UTF8, PLAIN, native_error, reply, with_date

__all__ = ["VERSION", "Simulator"]

VERSION = "0.33.0"
"""The release whose answers are played."""

_Endpoint = Callable[[Engine, Request], Response]


class Simulator:
    """Answers as an Ollama with `models` would; may be called from many threads.

    `pace` is how fast the models are, `answer` what they say, `clock` what the time is.
    """

    def __init__(
        self,
        models: Iterable[Model] | None = None,
        *,
        pace: Pace | None = None,
        clock: Clock | None = None,
        answer: Answer = stand_in_answer,
    ) -> None:
        clock = clock or Clock()
        store = Store(default_models(clock.now()) if models is None else models)
        self.engine = Engine(store, clock, pace or Pace(), answer)

    @property
    def busy(self) -> int:
        """Generations that run now: 0 once every client has been served or has left."""
        return self.engine.runners.busy

    def __call__(self, request: Request) -> Response:
        response = self._answer(request)
        if request.method == b"HEAD":
            response.body = b""
        return with_date(response, self.engine.clock)

    def _answer(self, request: Request) -> Response:
        path = _path(request.target)
        if elsewhere := _cleaned(path):
            return _redirect(request, 307, elsewhere)
        methods = _methods(path)
        if not methods:
            if len(path) > 1 and path.endswith("/") and _methods(path[:-1]):
                return _redirect(request, 301, path[:-1])
            return reply(404, PLAIN, "404 page not found")
        endpoint = methods.get(request.method.decode("latin-1"))
        if endpoint is None:
            return reply(405, PLAIN, "405 method not allowed", (b"Allow", ", ".join(methods).encode()))
        try:
            return endpoint(self.engine, request)
        except Refusal as refusal:
            return native_error(refusal)


def _path(target: bytes) -> str:
    """The decoded path of a request target in origin or absolute form."""
    raw = re.sub(rb"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*", b"", target).partition(b"?")[0]
    return unquote_to_bytes(raw).decode("utf-8", "replace") or "/"


def _cleaned(path: str) -> str | None:
    """Where a path with doubled slashes or dots leads, None for a clean one."""
    if path == "*":
        return None
    clean = posixpath.normpath("/" + path.lstrip("/"))
    if path.endswith("/") and clean != "/":
        clean += "/"
    return None if clean == path else clean


def _redirect(request: Request, status: int, path: str) -> Response:
    """To a GET a small page, to anything else nothing but the place; only a GET may be told 301."""
    location = (b"Location", path.encode())
    if request.method != b"GET":
        return Response(307, Headers([location, (b"Content-Length", b"0")]), b"")
    words = {301: "Moved Permanently", 307: "Temporary Redirect"}[status]
    return reply(status, b"text/html; charset=utf-8", f'<a href="{path}">{words}</a>.\n\n', location)


def _methods(path: str) -> dict[str, _Endpoint]:
    if path in _ROUTES:
        return _ROUTES[path]
    parts = path.split("/")
    if path.startswith("/v1/models/") and len(parts) == 4 and parts[3]:
        return {"GET": functools.partial(_model, name=parts[3])}
    if path.startswith("/api/blobs/") and len(parts) == 4 and parts[3]:
        return {"HEAD": _not_played, "POST": _not_played}
    return {}


def _model(engine: Engine, request: Request, *, name: str) -> Response:
    return openai.model(engine, request, name)


def _root(engine: Engine, request: Request) -> Response:
    return reply(200, b"text/plain; charset=utf-8", "Ollama is running")


def _version(engine: Engine, request: Request) -> Response:
    return reply(200, JSON_UTF8, encode({"version": VERSION}))


def _status(engine: Engine, request: Request) -> Response:
    return reply(200, JSON_UTF8, encode({"cloud": {"disabled": False, "source": "none"}}))


def _not_played(engine: Engine, request: Request) -> Response:
    what = f"{request.method.decode('latin-1')} {_path(request.target)}"
    raise Refusal(501, f"{what} is not played by agwctl's stand-in for Ollama; run a real one for it")


def _readable(endpoint: _Endpoint) -> dict[str, _Endpoint]:
    return {"HEAD": endpoint, "GET": endpoint}


_ROUTES: dict[str, dict[str, _Endpoint]] = {
    "/": _readable(_root),
    "/api/version": _readable(_version),
    "/api/tags": _readable(listing.tags),
    "/api/status": {"GET": _status},
    "/api/ps": {"GET": listing.ps},
    "/api/show": {"POST": listing.show},
    "/api/chat": {"POST": native.chat},
    "/api/generate": {"POST": native.generate},
    "/api/embed": {"POST": native.embed},
    "/api/embeddings": {"POST": native.embeddings},
    "/v1/models": {"GET": openai.models},
    "/v1/chat/completions": {"POST": openai.chat},
    "/v1/completions": {"POST": openai.completions},
    "/v1/embeddings": {"POST": openai.embeddings},
    "/v1/responses": {"POST": responses.responses},
    "/v1/messages": {"POST": anthropic.messages},
    "/v1/audio/transcriptions": {"POST": _not_played},
    **{
        f"/api/{verb}": {"POST": _not_played}
        for verb in ("pull", "push", "create", "copy", "me", "signout", "experimental/web_search")
    },
    "/api/experimental/web_fetch": {"POST": _not_played},
    "/api/experimental/model-recommendations": {"GET": _not_played},
    "/api/delete": {"DELETE": _not_played},
}
