"""What in a file decides on the path that an upstream gets."""

from __future__ import annotations

from collections.abc import Iterable

from agwctl.config.match import RouteMatch
from agwctl.config.model import NOWHERE, Model
from agwctl.config.policy import PathChange
from agwctl.config.reach import Reach
from agwctl.config.route import Route
from agwctl.source.node import Node

__all__ = ["path_change", "place_of_path"]


def path_change(route: Route) -> PathChange | None:
    """What a route's `urlRewrite` makes of the path."""
    rewrite = route.policies.url_rewrite if route.policies is not None else None
    return rewrite.path if rewrite is not None else None


def place_of_path(way: Reach) -> Node:
    """What decides on the path: the rewrite, the provider's own settings, the base URL, or the match."""
    if way.model is not None:
        return _first_given(way.model.params, ("path_override", "path_prefix", "base_url")) or way.model.node()
    ai = way.backend.ai if way.backend is not None else None
    own = None if ai is None else _first_given(ai, ("path_override", "path_prefix"))
    assert way.route is not None  # what is no model is a route
    return own or _rewrite_of(way.route) or _match_of(way.match) or way.route.node()


def _first_given(owner: Model, names: Iterable[str]) -> Node | None:
    return next((owner.node(name) for name in names if getattr(owner, name) is not None), None)


def _rewrite_of(route: Route) -> Node | None:
    if path_change(route) is None or route.policies is None or route.policies.url_rewrite is None:
        return None
    return route.policies.url_rewrite.node("path")


def _match_of(match: RouteMatch | None) -> Node | None:
    node = match.path.node() if match is not None else NOWHERE
    return None if node is NOWHERE else node
