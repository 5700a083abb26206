"""The LLM side of a configuration: which routes lead to `ai` backends, and under which policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agwctl.config.backend import NamedBackend
from agwctl.config.llm_backends import AiPlace, find_ai_places, model_of
from agwctl.config.route import Route
from agwctl.lint.rule import LintContext
from agwctl.source.node import Node

__all__ = ["ai_places", "first_llm_node", "key_of", "models_by_route", "once", "routes_of"]


def ai_places(ctx: LintContext) -> list[AiPlace]:
    """Every way from a route to a provider of an `ai` backend, in the order of the file."""
    return ctx.shared(find_ai_places)


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


def key_of(ctx: LintContext, place: AiPlace) -> Node:
    """The key `ai` of a place's backend."""
    owner = place.entry if place.entry.ai is not None else ctx.above(place.ai, NamedBackend)
    return place.ai.node() if owner is None else owner.key_node("ai")


def first_llm_node(ctx: LintContext) -> Node | None:
    """Where the first LLM traffic is configured: the key `ai` of a backend, or `llm`."""
    for place in ai_places(ctx):
        return key_of(ctx, place)
    return ctx.config.key_node("llm") if ctx.config.llm is not None else None
