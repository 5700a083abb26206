"""A route that never gets a request, because another one takes them all.

What it does: finds routes of one listener of which each match and hostname is also that of a route that comes first,
routes behind a regular expression that fits every path, routes whose name a later route has as well, and empty lists
of matches.

Why: of equal matches agentgateway takes the route whose name comes first in the alphabet, wherever it stands in the
file: `route10` before `route2`. Before that the longer path wins, and a regular expression is as long as its text:
`/.*` comes before the prefix `/`. Of two routes with one name only the later exists. Routes to LLM backends that
models tell apart are told by AGW404.

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

from collections.abc import Iterator
from typing import Any

from agwctl.config.route import Route
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.llm import ai_places, models_by_route
from agwctl.lint.route_order import Claim, claims, route_keys, taken_by
from agwctl.lint.rule import LintContext
from agwctl.lint.same_match import listeners_of, llm_groups, never_asked_for
from agwctl.source.node import Node

META = Code("AGW101", "route-shadowed", Severity.WARNING, "a route that another one leaves no request")
IDS = ("E19",)


def check(ctx: LintContext) -> Iterator[Finding]:
    keys = route_keys(ctx)
    yield from _replaced(ctx, keys)
    for route in ctx.each(Route):
        if id(route) in keys and not route.matches:
            message = "an empty list of matches fits no request at all"
            yield Finding(META, route.key_node("matches"), message, "take `matches` out to match every request")
    grouped: set[int] = set()
    models = models_by_route(ctx.shared(ai_places))
    for group in llm_groups(ctx):
        grouped.update(map(id, group))
        for route in never_asked_for(ctx, group, models):
            yield _finding(route, group[0], keys, "matches all of them, and no model leads to this one")
    takers: dict[int, list[Claim | None]] = {}
    for claim, taker in taken_by(claims(ctx)):
        takers.setdefault(id(claim.route), []).append(taker)
    for route in ctx.each(Route):
        found = [taker for taker in takers.get(id(route), []) if taker is not None]
        if id(route) not in grouped and found and len(found) == len(takers[id(route)]):
            is_wide = found[0].takes_every_path
            why = "matches every path, and comes before" if is_wide else "matches all of them, and comes first"
            yield _finding(route, found[0].route, keys, why)


def _replaced(ctx: LintContext, keys: dict[int, str]) -> Iterator[Finding]:
    named: dict[Any, Route] = {}
    for route in ctx.each(Route):
        if id(route) not in keys:
            continue
        for listener in listeners_of(ctx, route):
            twin = named.get((listener, keys[id(route)]))
            named[listener, keys[id(route)]] = route
            if twin is not None:
                name = keys[id(route)].partition("/")[2]
                yield Finding(
                    META,
                    _name_node(twin),
                    f"a later route of this listener is called `{name}` as well: this one does not exist",
                    "give each a name of its own",
                    (Label(_name_node(route), "this one takes its place"),),
                )


def _name_node(route: Route) -> Node:
    return route.node() if route.name is None else route.node("name")


def _finding(route: Route, taker: Route, keys: dict[int, str], why: str) -> Finding:
    return Finding(
        META,
        route.node(),
        f"no request gets here: the route `{keys[id(taker)].partition('/')[2]}` {why}",
        "give it a match of its own, such as a path or a header",
        (Label(taker.node(), "takes the requests"),),
    )
