"""The LLM side of a configuration: which routes lead to `ai` backends, and under which policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agwctl.config.backend import AiProvider, NamedBackend, RouteBackend
from agwctl.config.model import Model
from agwctl.config.names import OLLAMA_PORT
from agwctl.config.route import Route
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

__all__ = [
    "AiPlace",
    "ai_places",
    "first_llm_node",
    "key_of",
    "model_of",
    "models_by_route",
    "ollama_hosts",
    "once",
    "routes_of",
]


class AiPlace(NamedTuple):
    """A provider of an `ai` backend as a route reaches it."""

    route: Route
    entry: RouteBackend
    ai: AiProvider
    """The backend itself, or a provider of one of its groups."""
    layers: tuple[Model, ...]
    """The policies that count for it: of the entry, the named backend, the `ai` object, the provider, the route."""

    @property
    def keeps_path(self) -> bool:
        """Whether Ollama gets the client's path: an overridden host, and nothing that says another path."""
        ai = self.ai
        return (
            ai.host_override is not None
            and ai.path_override is None
            and ai.path_prefix is None
            and ai.provider.which == "open_ai"
        )

    @property
    def types_paths(self) -> bool:
        """Whether an `ai.routes` map says what requests are."""
        return any(ai.routes for layer in self.layers if (ai := getattr(layer, "ai", None)) is not None)


def ai_places(ctx: LintContext) -> list[AiPlace]:
    """Every way from a route to a provider of an `ai` backend, in the order of the file."""
    return ctx.shared(_ai_places)


def _ai_places(ctx: LintContext) -> Iterator[AiPlace]:
    named = {f"/{backend.name}": backend for backend in ctx.each(NamedBackend)}
    for route in ctx.each(Route):
        for entry in route.backends:
            yield from _places(ctx, route, entry, named)


def _places(ctx: LintContext, route: Route, entry: RouteBackend, named: dict[str, NamedBackend]) -> Iterator[AiPlace]:
    target = named.get(entry.backend) if entry.backend is not None else None
    ai = target.ai if target is not None else entry.ai
    if ai is None or not ctx.is_sound(entry) or not ctx.is_sound(ai):
        return
    around = (entry.policies, target.policies if target is not None else None, ai.policies)
    grouped = [provider for group in ai.groups or () if ctx.is_sound(group) for provider in group.providers]
    for provider in grouped if ai.groups is not None else [ai]:
        if ctx.is_sound(provider) and hasattr(provider, "provider"):
            layers = (*around, provider.policies if provider is not ai else None, route.policies)
            yield AiPlace(route, entry, provider, tuple(layer for layer in layers if layer is not None))


def model_of(ai: AiProvider) -> tuple[str, Node] | None:
    """The model that a backend is configured for, and where."""
    provider = ai.provider.value
    model = getattr(provider, "model", None)
    return (model, provider.node("model")) if isinstance(model, str) else None


def routes_of(places: Iterable[AiPlace]) -> list[Route]:
    """The routes of some places, each once."""
    return list({id(place.route): place.route for place in places}.values())


def models_by_route(places: Iterable[AiPlace]) -> dict[int, set[str]]:
    """The models that routes are configured for, by the routes' ids."""
    models: dict[int, set[str]] = {}
    for place in places:
        configured = model_of(place.ai)
        models.setdefault(id(place.route), set()).update([configured[0]] if configured and configured[0] else [])
    return models


def once(places: Iterable[AiPlace]) -> Iterator[AiPlace]:
    """Of the places with the same backend the first: a named backend is one mistake, however many routes use it."""
    seen: set[int] = set()
    for place in places:
        if id(place.ai) not in seen:
            seen.add(id(place.ai))
            yield place


def ollama_hosts(ctx: LintContext) -> Iterator[tuple[Route, Model]]:
    """The routes to plain hosts that are Ollama by their port, each with the object that names the host."""
    named = {f"/{backend.name}": backend for backend in ctx.each(NamedBackend)}
    for route in ctx.each(Route):
        for entry in route.backends:
            target: RouteBackend | NamedBackend = named.get(entry.backend or "", entry)
            if target.host is not None and target.host.port == OLLAMA_PORT:
                yield route, target


def key_of(ctx: LintContext, place: AiPlace) -> Node:
    """The key `ai` of a place's backend."""
    owner = place.entry if place.entry.ai is not None else ctx.above(place.ai, NamedBackend)
    return place.ai.node() if owner is None else owner.key_node("ai")


def first_llm_node(ctx: LintContext) -> Node | None:
    """Where the first LLM traffic is configured: the key `ai` of a backend, or `llm`."""
    for place in ai_places(ctx):
        return key_of(ctx, place)
    return ctx.config.key_node("llm") if ctx.config.llm is not None else None
