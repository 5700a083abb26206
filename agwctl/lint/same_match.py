"""Routes of one listener that match exactly the same requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agwctl.config.bind import Listener
from agwctl.config.match import RouteMatch, ValueMatch
from agwctl.config.names import attached
from agwctl.config.route import AttachedRoute, Route, RouteGroup
from agwctl.lint.llm import ai_places, routes_of
from agwctl.lint.rule import LintContext
from agwctl.lint.soundness import is_sound_throughout
from agwctl.model_name import full_name

__all__ = ["listeners_of", "llm_groups", "match_key", "never_asked_for", "same_match_groups"]


def same_match_groups(ctx: LintContext, routes: Iterable[Route]) -> Iterator[list[Route]]:
    """The groups of two or more among `routes`, each in the order of the file; a group is told once."""
    groups: dict[Any, list[Route]] = {}
    for route in routes:
        if not is_sound_throughout(ctx, route.matches):
            continue
        for listener in listeners_of(ctx, route):
            groups.setdefault((listener, _what(route)), []).append(route)
    told: set[int] = set()
    for group in groups.values():
        if len(group) > 1 and id(group[1]) not in told:
            told.update(map(id, group[1:]))
            yield group


def llm_groups(ctx: LintContext) -> list[list[Route]]:
    """The groups among the routes that lead to `ai` backends."""
    return ctx.shared(_llm_groups)


def _llm_groups(ctx: LintContext) -> Iterator[list[Route]]:
    return same_match_groups(ctx, routes_of(ctx.shared(ai_places)))


def never_asked_for(ctx: LintContext, group: Iterable[Route], models: Mapping[int, set[str]]) -> Iterator[Route]:
    """Of a group, in the order of the file, the routes that no model leads to where models choose among them.

    The first one answers whatever no other is configured for. `models` has those of each route, by its id. Routes of
    several listeners may get their requests at another one.
    """
    if not ctx.compat.same_match_by_model:
        return
    taken: set[tuple[str, ...]] = set()
    for index, route in enumerate(group):
        own = {full_name(name) for name in models.get(id(route), ())}
        if index and not own - taken and len(list(listeners_of(ctx, route))) == 1:
            yield route
        taken |= own


def listeners_of(ctx: LintContext, route: Route) -> Iterator[Any]:
    """What tells the listeners of a route apart."""
    if not isinstance(route, AttachedRoute):
        yield id(ctx.above(route, Listener) or ctx.above(route, RouteGroup))
        return
    yield from (key for key, _ in attached(ctx.config.gateways, route.gateways))


def _what(route: Route) -> Any:
    return tuple(route.hostnames), tuple(map(match_key, route.matches))


def match_key(match: RouteMatch) -> Any:
    """What is equal for matches that take the same requests."""
    path = match.path
    text = path.expression if path.which == "regex" else path.value
    headers = tuple(sorted((header.name.lower(), *_value(header.value)) for header in match.headers))
    query = tuple(sorted((parameter.name, *_value(parameter.value)) for parameter in match.query))
    return path.which, text.rstrip("/") if path.which == "path_prefix" else text, match.method, headers, query


def _value(value: ValueMatch) -> tuple[Any, ...]:
    return ("regex", value.regex.pattern) if value.regex is not None else ("exact", value.exact)
