"""The stand-in Ollama: a `Handler` that routes as Ollama's server does and answers from pretended models."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable

from agwctl.http.message import Headers, Request, Response
from agwctl.ollama.answer import Answer
from agwctl.ollama.api import (
    account,
    anthropic,
    audio,
    blobs,
    chat_completions,
    completions,
    create,
    embedding,
    library,
    listing,
    native,
    openai,
    pull,
    responses,
)
from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import Clock, Pace
from agwctl.ollama.cloud_door import admit
from agwctl.ollama.engine import Engine
from agwctl.ollama.gojson import encode
from agwctl.ollama.guards import Guards
from agwctl.ollama.made_up import stand_in_answer
from agwctl.ollama.path_faults import struck
from agwctl.ollama.redirect import Target, to_clean_path, without_slash
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import LATEST, Release
from agwctl.ollama.settings import Settings
from agwctl.ollama.store import Model, Store
from agwctl.ollama.wire import JSON_UTF8, PLAIN, native_error, refused, reply, with_date

__all__ = ["Simulator"]

_Endpoint = Callable[[Engine, Request], Response]


class Simulator:
    """Answers as an Ollama with `models` would; may be called from many threads.

    `pace` is how fast the models are, `answer` what they say, `clock` what the time is,
    `version` the release that is played; 0.13.x and 0.33.x are exact,
    `settings` the environment, the machine and what goes wrong.
    """

    def __init__(
        self,
        models: Iterable[Model] | None = None,
        *,
        pace: Pace | None = None,
        clock: Clock | None = None,
        answer: Answer = stand_in_answer,
        version: str = LATEST.version,
        settings: Settings | None = None,
    ) -> None:
        clock = clock or Clock()
        store = Store(default_models(clock.now()) if models is None else models)
        self.engine = Engine(store, clock, pace or Pace(), answer, Release(version), settings)
        self._guards = Guards(self.engine.settings.door)

    @property
    def busy(self) -> int:
        """Generations that run now: 0 once every client has been served or has left."""
        return self.engine.busy

    def __call__(self, request: Request) -> Response:
        if request.version == b"1.1" and b"host" not in request.headers:
            return _without_host()
        fault = self.engine.faults.of_path(request.method.decode("latin-1"), Target.of(request.target).path)
        answer = self._answer
        response = answer(request) if fault is None else struck(fault, request, self.engine.clock, answer)
        if request.method == b"HEAD":
            response.body = b""
        response.exact = True
        return with_date(response, self.engine.clock)

    def _answer(self, request: Request) -> Response:
        if request.target == b"*":
            return _about_the_server(request)
        target, method = Target.of(request.target), request.method.decode("latin-1")
        if elsewhere := to_clean_path(request, target):
            return elsewhere
        path = target.path
        if path.endswith("/") and method in self._methods(path[:-1]):
            return without_slash(request, target)
        methods = self._methods(path)
        allow = ((b"Allow", ", ".join(methods).encode()),) if method not in methods else ()
        stopped = self._guards.stop(request, allow if methods else ())
        if stopped is not None:
            return stopped
        return self._guards.mark(request, self._routed(request, path, methods))

    def _methods(self, path: str) -> dict[str, _Endpoint]:
        return _methods(path) if self.engine.release.serves(path) else {}

    def _routed(self, request: Request, path: str, methods: dict[str, _Endpoint]) -> Response:
        if not methods:
            return reply(404, PLAIN, "404 page not found")
        endpoint = methods.get(request.method.decode("latin-1"))
        if endpoint is None:
            return reply(405, PLAIN, "405 method not allowed", (b"Allow", ", ".join(methods).encode()))
        try:
            admit(self.engine, request, path)
            return endpoint(self.engine, request)
        except Refusal as refusal:
            return native_error(refusal)


def _about_the_server(request: Request) -> Response:
    """Go answers `OPTIONS *` itself, and takes `*` for nothing else."""
    if request.method == b"OPTIONS":
        return refused(200)
    return refused(400, (b"Connection", b"close"))


def _without_host() -> Response:
    """Go refuses it before any handler, and without a date."""
    reason = b"Bad Request: missing required Host header"
    headers = Headers([(b"Content-Type", b"text/plain; charset=utf-8"), (b"Connection", b"close")])
    return Response(400, headers, b"400 " + reason, reason=reason, close=True, exact=True)


def _methods(path: str) -> dict[str, _Endpoint]:
    if path in _ROUTES:
        return _ROUTES[path]
    parts = path.split("/")
    if path.startswith("/v1/models/") and len(parts) == 4 and parts[3]:
        return {"GET": functools.partial(_model, name=parts[3])}
    if path.startswith("/api/blobs/") and len(parts) == 4 and parts[3]:
        found, upload = (functools.partial(handler, digest=parts[3]) for handler in (blobs.find, blobs.upload))
        return {"HEAD": found, "POST": upload}
    if path.startswith("/api/user/keys/") and len(parts) == 5 and parts[4]:
        return {"DELETE": account.sign_out}  # what older commands send to sign out
    return {}


def _model(engine: Engine, request: Request, *, name: str) -> Response:
    return openai.model(engine, request, name)


def _root(engine: Engine, request: Request) -> Response:
    return reply(200, b"text/plain; charset=utf-8", "Ollama is running")


def _version(engine: Engine, request: Request) -> Response:
    return reply(200, JSON_UTF8, encode({"version": engine.release.version}))


def _readable(endpoint: _Endpoint) -> dict[str, _Endpoint]:
    return {"HEAD": endpoint, "GET": endpoint}


_ROUTES: dict[str, dict[str, _Endpoint]] = {
    "/": _readable(_root),
    "/api/version": _readable(_version),
    "/api/tags": _readable(listing.tags),
    "/api/status": {"GET": account.status},
    "/api/ps": {"GET": listing.ps},
    "/api/show": {"POST": listing.show},
    "/api/chat": {"POST": native.chat},
    "/api/generate": {"POST": native.generate},
    "/api/embed": {"POST": embedding.embed},
    "/api/embeddings": {"POST": embedding.embeddings},
    "/v1/models": {"GET": openai.models},
    "/v1/chat/completions": {"POST": chat_completions.chat},
    "/v1/completions": {"POST": completions.completions},
    "/v1/embeddings": {"POST": embedding.openai_embeddings},
    "/v1/responses": {"POST": responses.responses},
    "/v1/messages": {"POST": anthropic.messages},
    "/v1/audio/transcriptions": {"POST": audio.transcriptions},
    "/api/pull": {"POST": pull.pull},
    "/api/push": {"POST": pull.push},
    "/api/create": {"POST": create.create},
    "/api/copy": {"POST": library.copy},
    "/api/delete": {"DELETE": library.delete},
    "/api/me": {"POST": account.me},
    "/api/signout": {"POST": account.sign_out},
    "/api/experimental/web_search": {"POST": account.web_search},
    "/api/experimental/web_fetch": {"POST": account.web_fetch},
    "/api/experimental/model-recommendations": {"GET": account.recommendations},
}
