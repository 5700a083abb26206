"""Where requests go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agwctl.config.backend import NamedBackend, RouteBackend
from agwctl.config.base_url import BaseUrl
from agwctl.config.llm import LlmModel
from agwctl.config.llm_address import llm_address
from agwctl.config.model import Model
from agwctl.config.route import Route
from agwctl.lint.llm import ai_places
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

__all__ = ["Upstream", "upstreams"]


class Upstream(NamedTuple):
    """An address to which a route or a model of the `llm` section sends requests."""

    owner: Route | LlmModel
    host: str
    port: int
    node: Node
    """Where it is given."""
    is_llm: bool
    layers: tuple[Model, ...] = ()
    """What holds the policies that count for it."""
    url: BaseUrl | None = None
    """The base URL, if it is given by one."""

    @property
    def tls(self) -> Node | None:
        """What asks for TLS on the way there."""
        for layer in self.layers:
            for name in ("backend_tls", "tls"):
                if getattr(layer, name, None) is not None:
                    return layer.key_node(name)
        return self.node if self.url is not None and self.url.is_tls else None


def upstreams(ctx: LintContext) -> list[Upstream]:
    """The addresses of all routes and models that have a host and a port."""
    return ctx.shared(_upstreams)


def _upstreams(ctx: LintContext) -> Iterator[Upstream]:
    named = {f"/{backend.name}": backend for backend in ctx.each(NamedBackend)}
    for route in ctx.each(Route):
        for entry in route.backends:
            target: RouteBackend | NamedBackend = named.get(entry.backend or "", entry)
            if target.host is not None and target.host.path is None:
                layers = _present(entry.policies, target.policies, route.policies)
                yield Upstream(route, target.host.host, target.host.port, target.node("host"), False, layers)
    for place in ai_places(ctx):
        where = place.ai.host_override
        if where is not None and where.path is None:
            yield Upstream(place.route, where.host, where.port, place.ai.node("host_override"), True, place.layers)
    for model in ctx.each(LlmModel):
        found = _of_model(model)
        if found is not None:
            yield found


def _of_model(model: LlmModel) -> Upstream | None:
    try:
        found = llm_address(model)
    except ValueError:
        return None  # reported where it was read
    if found is None:
        return None
    return Upstream(model, found.host.host, found.host.port, found.node, True, (model,), found.url)


def _present(*policies: Model | None) -> tuple[Model, ...]:
    return tuple(each for each in policies if each is not None)
