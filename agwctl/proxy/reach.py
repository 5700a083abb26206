"""What becomes of clients' calls, found by running them through the gateway up to the upstream's door.

The handler, the route table and the filters are those that `agwctl serve` runs; only the pool of connections is
another one, which notes what it is given instead of sending it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn, cast

from agwctl.compat import Compat
from agwctl.config.reach import CALLS, Reach, Sent
from agwctl.config.root import Config
from agwctl.config.route import Route as RouteConfig
from agwctl.http.failure import DownstreamError
from agwctl.http.message import Headers, Request, Response
from agwctl.llm.paths import below_mount
from agwctl.proxy.compile import Port, Rule, compile_ports
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure_answer import as_failure
from agwctl.proxy.forward import Sender
from agwctl.proxy.handler import FAILURES, ProxyHandler, Services
from agwctl.proxy.llm_call import LlmCall, mounted_at
from agwctl.proxy.route import AiTarget, Backend
from agwctl.proxy.router import ModelRouter
from agwctl.proxy.table import Match

__all__ = ["reaches"]

REFUSALS = (*FAILURES, DownstreamError)
CLIENTS_MODEL = "model-of-the-client"
CLIENTS_HOST = "host-of-the-client"


class _AtDoor(Exception):
    """A request is ready to be sent."""

    def __init__(self, target: bytes, host: str, body: bytes) -> None:
        self.target = target.decode("latin-1")
        self.host = host
        self.body = body


class _Door:
    """Takes the place of the pool."""

    def send(self, origin: object, *, target: bytes, headers: Headers, body: Any, **more: object) -> NoReturn:
        host = (headers.get(b"host") or b"").decode("latin-1")
        raise _AtDoor(target, host, body if isinstance(body, bytes) else b"".join(body))


class _AtBackend(Exception):
    """A route was found and its policies have run."""

    def __init__(self, exchange: Exchange, backend: Backend) -> None:
        self.exchange = exchange
        self.backend = backend


class _Trial(ProxyHandler):
    """A handler whose story stops where a backend is chosen, to go on with each of them."""

    @property
    def compat(self) -> Compat:
        return self._services.compat

    def matched(self, exchange: Exchange) -> Response:
        """Go through listener, route and filters. Raises: _AtBackend, REFUSALS."""
        return self._answer(exchange)

    def _through_backend(self, exchange: Exchange, backend: Backend) -> NoReturn:
        raise _AtBackend(exchange, backend)

    def to_backend(self, exchange: Exchange, backend: Backend) -> Response:
        """Go on to one backend. Raises: _AtDoor, REFUSALS."""
        return super()._through_backend(exchange, backend)


class _Arrived(NamedTuple):
    """A request in front of its backend."""

    exchange: Exchange
    name: str
    """The route that took it."""
    backend: Backend
    is_shared: bool
    """Whether all routes with this match are asked."""


class _Entrance(NamedTuple):
    """A route as one port offers it."""

    trial: _Trial
    port: Port
    rule: Rule


class _Call(NamedTuple):
    """A request that an entrance's match takes; made anew each time, since a body is read once."""

    match: Match
    method: str
    path: str
    model: str


def reaches(config: Config, compat: Compat) -> Iterator[Reach]:
    """Every one of CALLS through every route that it fits, to each of its backends, in the order of the file."""
    # Nothing is ever sent, logged or counted: what would do that is never asked.
    nothing = cast("Any", None)
    sender = Sender(cast("Any", _Door()), nothing, nothing)
    http = config.frontend_policies.http if config.frontend_policies is not None else None
    llm = LlmCall(compat, sender, http.max_buffer_size if http is not None else None)
    services = Services(compat, sender, llm, nothing, nothing, nothing)
    for port in compile_ports(config):
        trial = _Trial(port.bind, port.listeners, services)
        for rule in port.rules:
            entrance = _Entrance(trial, port, rule)
            if rule.config is not None:
                yield from _through_route(entrance, rule.config)
            elif rule.route.router is not None:
                yield from _to_models(entrance, rule.route.router)


def _through_route(entrance: _Entrance, config: RouteConfig) -> Iterator[Reach]:
    rule = entrance.rule
    for match, written in zip(rule.matches, config.matches, strict=True):
        for method, path in _fitting(match, rewritten=rule.route.rewrites_path):
            call, arrived = _arriving(entrance, _Call(match, method, path, CLIENTS_MODEL))
            told = _told(entrance, call)._replace(route=config, match=written)
            if isinstance(arrived, str):
                yield told._replace(answer=arrived)
            elif arrived.name != rule.route.key:
                how = "answered together with" if arrived.is_shared else "taken by"
                yield told._replace(answer=f"{how} route {arrived.name}")
            else:
                for index, backend in enumerate(rule.route.backends):
                    if backend.weight > 0:
                        yield _sent(entrance, call, backend, told._replace(backend=config.backends[index]))


def _arriving(entrance: _Entrance, call: _Call) -> tuple[_Call, _Arrived | str]:
    """A call, and where it arrives; of routes that a model tells apart, with the route's own model."""
    arrived, route = _arrived(entrance, call), entrance.rule.route
    if isinstance(arrived, _Arrived) and arrived.name != route.key and route.models:
        call = call._replace(model=route.models[0])
        arrived = _arrived(entrance, call)
    return call, arrived


def _to_models(entrance: _Entrance, router: ModelRouter) -> Iterator[Reach]:
    offers = [(entry.target.config, entry.target.backend.name) for entry in router.offers if entry.public]
    shown = [(model, name) for model, name in offers if model is not None and not model.matches]
    for model, name in sorted(shown, key=lambda each: each[0].node().start):
        for method, path in CALLS:
            call = _Call(Match(), method, path, model.name.replace("*", CLIENTS_MODEL))
            told = _told(entrance, call)._replace(name=model.name, where=f"model {model.name}", model=model)
            arrived = _arrived(entrance, call)
            if isinstance(arrived, str):
                yield told._replace(answer=arrived)
            elif arrived.backend.name == name:
                yield _sent(entrance, call, arrived.backend, told)


def _fitting(match: Match, *, rewritten: bool) -> Iterator[tuple[str, str]]:
    """Method and path of the calls that a match takes.

    A prefix that is no part of an API stands before theirs; where it is rewritten, to /v1 perhaps, also without theirs.
    """
    path = match.path.decode("latin-1").rstrip("/")
    if match.kind == "exact":
        known = [method for method, known in CALLS if path.endswith(known)]
        found = [(method, match.path.decode("latin-1")) for method in known or ["POST"]]
    elif match.kind == "prefix" and path and path.split("/")[1:2] not in (["v1"], ["api"]):
        found = [("POST", path), *((method, path + below) for method, below in CALLS)]
        if rewritten:
            short = [(method, below.removeprefix("/v1")) for method, below in CALLS if below.startswith("/v1/")]
            found += [(method, path + below) for method, below in short]
    else:
        found = [(method, known) for method, known in CALLS if match.accepts_path(known.encode())]
    return ((method, path) for method, path in found if match.method in (None, method.encode()))


def _told(entrance: _Entrance, call: _Call) -> Reach:
    rule = entrance.rule
    return Reach(
        port=entrance.port.number,
        listener=rule.listener or "*",
        name=rule.route.key,
        where=str(call.match),
        method=call.method,
        path=call.path,
        is_llm=rule.route.is_llm,
    )


def _arrived(entrance: _Entrance, call: _Call) -> _Arrived | str:
    """The request in front of its backend, or what the gateway answers before."""
    exchange = Exchange(_request(entrance.rule, call), entrance.port.bind)
    try:
        response = entrance.trial.matched(exchange)
    except REFUSALS as error:
        return _refusal(error, exchange, entrance)
    except _AtBackend as there:
        taker = there.exchange.route
        is_shared = there.exchange is not exchange
        return _Arrived(there.exchange, taker.key if taker is not None else "", there.backend, is_shared)
    return f"{response.status} from the gateway itself"


def _request(rule: Rule, call: _Call) -> Request:
    fields = [(b"host", _clients_host(rule).encode()), (b"content-type", b"application/json")]
    fields += [(name, value.exact.encode()) for name, value in call.match.headers if value.exact is not None]
    query = "&".join(f"{name}={value.exact}" for name, value in call.match.query if value.exact is not None)
    body = json.dumps({"model": call.model, **_prompt(call.path)}).encode() if call.method == "POST" else b""
    return Request(
        call.method.encode(),
        (f"{call.path}?{query}" if query else call.path).encode(),
        Headers(fields),
        body=iter([body]),
        has_body=bool(body),
        content_length=len(body) or None,
    )


def _prompt(path: str) -> dict[str, Any]:
    """What clients send beside the model, by the end of the path; a chat when it says nothing."""
    if path.endswith(("/embeddings", "/embed", "/responses")):
        return {"input": "hi"}
    if path.endswith("/generate") or (path.endswith("/completions") and not path.endswith("/chat/completions")):
        return {"prompt": "hi"}
    return {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 16}


def _clients_host(rule: Rule) -> str:
    host = (rule.hostnames[0] if rule.hostnames else rule.listener) or CLIENTS_HOST
    return f"any{host[1:]}" if host.startswith("*.") else host


def _sent(entrance: _Entrance, call: _Call, backend: Backend, told: Reach) -> Reach:
    """What a backend's upstream gets, and how it came to that."""
    arrived = _arrived(entrance, call)
    assert not isinstance(arrived, str)  # it came so far the first time
    exchange, target = arrived.exchange, backend.target
    told = told._replace(is_llm=isinstance(target, AiTarget))
    expected = exchange.path.decode("latin-1")
    why = [f"urlRewrite.path makes it {expected}"] if expected != call.path else []
    if isinstance(target, AiTarget) and entrance.trial.compat.prefix_is_a_mount:
        mount = mounted_at(exchange, target)
        if mount is not None:
            expected = below_mount(mount, call.method, expected)
            why.append(f"the route is mounted at {mount}, which is taken off")
    try:
        response = entrance.trial.to_backend(exchange, backend)
    except REFUSALS as error:
        return told._replace(answer=_refusal(error, exchange, entrance), why=tuple(why))
    except _AtDoor as door:
        typed = exchange.path.decode("latin-1")
        if typed != expected:
            why.append(f"the API's own path is {typed}")
        if isinstance(target, AiTarget) and door.target.partition("?")[0] != typed:
            why.append(_provider_rule(target))
        host = None if door.host == _clients_host(entrance.rule) else door.host
        model = _model_of(door.body)
        sent = Sent(exchange.endpoint or "", call.method, door.target, host, None if model == call.model else model)
        return told._replace(sent=sent, why=tuple(why))
    return told._replace(answer=f"{response.status} from the gateway itself")


def _provider_rule(target: AiTarget) -> str:
    if target.path.override is not None:
        return "pathOverride takes the place of the path"
    if target.path.prefix is not None:
        return f"the provider's prefix is {target.path.prefix or 'empty'}"
    return "the provider has a path of its own for this"


def _refusal(error: Exception, exchange: Exchange, entrance: _Entrance) -> str:
    failure = as_failure(error, exchange)
    if entrance.trial.compat.openai_errors:
        return f"{failure.guide_status} {failure.message}"
    return f"{failure.status} {failure.text}"


def _model_of(body: bytes) -> str | None:
    try:
        document = json.loads(body)
    except ValueError:
        return None
    model = document.get("model") if isinstance(document, dict) else None
    return model if isinstance(model, str) else None
