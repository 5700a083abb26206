"""A route that never gets a request, because another one takes them all.

What it does: finds routes of one listener of which each match and hostname is also that of a route that comes first,
and routes whose name a later route of the listener has as well.

Why: of equal matches agentgateway takes the route whose name comes first in the alphabet, wherever it stands in the
file: `route10` before `route2`. Of two routes with one name only the later exists.

Example:

    routes:
    - name: mistral
      backends: [{host: "192.168.1.20:11434"}]
    - name: llama
      backends: [{host: "192.168.1.21:11434"}]

Use instead: matches that differ.

    routes:
    - name: mistral
      matches: [{path: {pathPrefix: /mistral}}]
      backends: [{host: "192.168.1.20:11434"}]
    - name: llama
      backends: [{host: "192.168.1.21:11434"}]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from agwctl.config.bind import Listener
from agwctl.config.route import Route
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.llm import ai_places, routes_of
from agwctl.lint.rule import LintContext
from agwctl.lint.same_match import listeners_of, match_key, same_match_groups
from agwctl.lint.soundness import is_sound_throughout

META = Code("AGW101", "route-shadowed", Severity.WARNING, "a route that another one leaves no request")
IDS = ("E19",)


def check(ctx: LintContext) -> Iterator[Finding]:
    keys = _keys(ctx)
    by_model = {id(route) for group in same_match_groups(ctx, routes_of(ctx.shared(ai_places))) for route in group}
    takers: dict[Any, Route] = {}
    named: dict[Any, Route] = {}
    routes = [route for route in ctx.each(Route) if id(route) in keys and is_sound_throughout(ctx, route.matches)]
    for route in routes:
        for listener in listeners_of(ctx, route):
            twin = named.get((listener, keys[id(route)]))
            named[listener, keys[id(route)]] = route
            if twin is not None:
                label = Label(route.node("name"), "this one takes its place")
                message = f"a later route of this listener is called `{route.name}` as well: this one does not exist"
                yield Finding(META, twin.node("name"), message, "give each a name of its own", (label,))
    for route in routes:
        for asked in _asked(ctx, route):
            first = takers.get(asked)
            if first is None or keys[id(route)] < keys[id(first)]:
                takers[asked] = route
    for route in routes:
        others = [takers[asked] for asked in _asked(ctx, route)]
        if id(route) in by_model or any(other is route or _same_name(keys, other, route) for other in others):
            continue
        yield Finding(
            META,
            route.node(),
            f"no request gets here: the route `{_name(keys, others[0])}` matches all of them, and its name comes first",
            "give it a match of its own, such as a path or a header",
            (Label(others[0].node(), "takes the requests"),),
        )


def _keys(ctx: LintContext) -> dict[int, str]:
    """What routes are ordered by, by their ids: namespace and name."""
    lists: list[Sequence[Route]] = [ctx.config.routes, *(listener.routes or [] for listener in ctx.each(Listener))]
    return {
        id(route): f"{route.namespace or 'default'}/{route.name or f'route{index}'}"
        for routes in lists
        for index, route in enumerate(routes)
    }


def _asked(ctx: LintContext, route: Route) -> Iterator[Any]:
    for listener in listeners_of(ctx, route):
        for hostname in route.hostnames or [""]:
            yield from ((listener, hostname, match_key(match)) for match in route.matches)


def _same_name(keys: dict[int, str], one: Route, other: Route) -> bool:
    return keys[id(one)] == keys[id(other)]


def _name(keys: dict[int, str], route: Route) -> str:
    return route.name or keys[id(route)].partition("/")[2]
