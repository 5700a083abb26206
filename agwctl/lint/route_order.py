"""Which of several routes of a listener gets a request: how agentgateway orders them, told from the file alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from agwctl.config.bind import Listener
from agwctl.config.match import RouteMatch
from agwctl.config.names import route_key
from agwctl.config.route import Route
from agwctl.lint.rule import LintContext
from agwctl.lint.same_match import listeners_of, match_key
from agwctl.lint.soundness import is_sound_throughout

__all__ = ["Claim", "claims", "route_keys", "taken_by"]

_TAKES_ALL = re.compile(r"\^?(?:/?\(?\.\*|\(?\.\+)\)?\$?")
"""Regular expressions that match every path; `/.+` leaves `/` to others."""


class Claim(NamedTuple):
    """What a route asks for: requests of a listener and hostname (any when empty) that fit one of its matches."""

    listener: Any
    hostname: str
    match: RouteMatch
    route: Route
    key: str
    same: Any
    """What is equal for claims to the same requests."""

    @property
    def length(self) -> int:
        """Of the path as written: of `/a/` and `/a`, which take the same requests, the first is asked before."""
        path = self.match.path
        return len(path.expression if path.which == "regex" else path.value or "/")

    @property
    def takes_every_path(self) -> bool:
        match = self.match
        if match.method is not None or match.headers or match.query or match.path.which != "regex":
            return False
        return _TAKES_ALL.fullmatch(match.path.expression) is not None


def route_keys(ctx: LintContext) -> dict[int, str]:
    """What routes are ordered by among equals, by their ids: namespace and name."""
    lists: list[Sequence[Route]] = [ctx.config.routes, *(listener.routes or [] for listener in ctx.each(Listener))]
    return {id(route): route_key(route, index) for routes in lists for index, route in enumerate(routes)}


def claims(ctx: LintContext) -> list[Claim]:
    """What all routes of listeners ask for that were understood, in the order of the file.

    Of routes of one listener with the same key only the last exists.
    """
    return ctx.shared(_claims)


def _claims(ctx: LintContext) -> Iterator[Claim]:
    keys = route_keys(ctx)
    routes = [
        (route, keys[id(route)], list(listeners_of(ctx, route)))
        for route in ctx.each(Route)
        if id(route) in keys and is_sound_throughout(ctx, route.matches)
    ]
    last = {(listener, key): route for route, key, listeners in routes for listener in listeners}
    for route, key, listeners in routes:
        matches = [(match, match_key(match)) for match in route.matches]
        for listener in listeners:
            if last[listener, key] is route:
                for hostname in route.hostnames or [""]:
                    for match, same in matches:
                        yield Claim(listener, hostname, match, route, key, (listener, hostname, same))


def taken_by(everything: Sequence[Claim]) -> Iterator[tuple[Claim, Claim | None]]:
    """Each claim with the one that gets all its requests instead, if there is such a one."""
    first: dict[Any, Claim] = {}
    wide: dict[Any, Claim] = {}
    for claim in everything:
        best = first.setdefault(claim.same, claim)
        if best is not claim and _order(claim) < _order(best):
            first[claim.same] = claim
        if claim.takes_every_path:
            place = claim.listener, claim.hostname
            wide[place] = min(wide.get(place, claim), claim, key=_order)
    for claim in everything:
        other = best = first[claim.same]
        if best.route is claim.route and wide:
            other = wide.get((claim.listener, claim.hostname), best)
            other = other if _comes_before(other, best) else best
        yield claim, None if other.route is claim.route else other


def _order(claim: Claim) -> tuple[int, str]:
    """Of claims to the same requests the smallest is asked first."""
    return -claim.length, claim.key


def _comes_before(wide: Claim, claim: Claim) -> bool:
    """Whether a claim to every path is asked before another claim, by what the release compares: kind, length, rest."""
    match = claim.match
    if match.path.which == "exact" or wide.length < claim.length:
        return False
    if wide.length > claim.length:
        return True
    return not (match.method or match.headers or match.query) and wide.key < claim.key
