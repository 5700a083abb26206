"""Where requests go, and whether that is this very machine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from agwctl.config.backend import NamedBackend, RouteBackend
from agwctl.config.base_url import BaseUrl
from agwctl.config.llm import LlmModel
from agwctl.config.route import Route
from agwctl.lint.llm import OLLAMA_PORT, ai_places
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

__all__ = ["Upstream", "is_here", "upstreams"]


class Upstream(NamedTuple):
    """An address to which a route or a model of the `llm` section sends requests."""

    owner: Route | LlmModel
    host: str
    port: int
    node: Node
    """Where it is given."""
    is_llm: bool


def upstreams(ctx: LintContext) -> Iterator[Upstream]:
    """The addresses of all routes and models that have a host and a port."""
    named = {f"/{backend.name}": backend for backend in ctx.each(NamedBackend)}
    for route in ctx.each(Route):
        for entry in route.backends:
            target: RouteBackend | NamedBackend = named.get(entry.backend or "", entry)
            if target.host is not None and target.host.path is None:
                yield Upstream(route, target.host.host, target.host.port, target.node("host"), False)
    for place in ai_places(ctx):
        where = place.ai.host_override
        if where is not None and where.path is None:
            yield Upstream(place.route, where.host, where.port, place.ai.node("host_override"), True)
    for model in ctx.each(LlmModel):
        found = _of_model(model)
        if found is not None:
            yield found


def _of_model(model: LlmModel) -> Upstream | None:
    params = model.params
    if params.host_override is not None:
        return Upstream(model, params.host_override.host, params.host_override.port, params.node("host_override"), True)
    if params.base_url is not None:
        try:
            url = BaseUrl.parse(params.base_url, model.name)
        except ValueError:
            return None  # reported where it was read
        return Upstream(model, url.host, url.port, params.node("base_url"), True)
    if model.provider.which == "ollama" and params.path_override is None:
        return Upstream(model, "localhost", OLLAMA_PORT, model.node("provider"), True)
    return None


def is_here(host: str) -> bool:
    """Whether a host is this machine: loopback, any address, or its own name."""
    host = host.lower().strip("[]").removesuffix(".")
    return host in ("localhost", "0.0.0.0", "::", "::1") or host.startswith("127.") or host in _own_names()


@cache
def _own_names() -> frozenset[str]:
    import socket

    name = socket.gethostname().lower()
    return frozenset((name, name.partition(".")[0], f"{name.partition('.')[0]}.local"))
