"""Routes: which requests, under which policies, to which backends."""

from __future__ import annotations

from agwctl.config.backend import RouteBackend
from agwctl.config.match import RouteMatch
from agwctl.config.model import Model
from agwctl.config.policy import RoutePolicies
from agwctl.config.types import StringOrList


class Route(Model):
    """One route of a listener."""

    name: str | None = None
    """Its name; `route` and its index when absent."""
    namespace: str | None = None
    rule_name: str | None = None
    hostnames: list[str] = []
    matches: list[RouteMatch] = [RouteMatch()]
    """Alternatives; every path when absent."""
    policies: RoutePolicies | None = None
    backends: list[RouteBackend] = []


class AttachedRoute(Route):
    """A top-level route; it names the gateways that it belongs to."""

    gateways: StringOrList = ()
    """`gateway` or `gateway/listener`; the gateway `default` when absent."""
