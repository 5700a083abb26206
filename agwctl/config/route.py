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
    """Its namespace; `default` when absent."""
    rule_name: str | None = None
    """The name of the rule that it came from."""
    hostnames: list[str] = []
    """The hosts it is for: names, or `*.suffix`; any when absent."""
    matches: list[RouteMatch] = [RouteMatch()]
    """Alternatives; every path when absent."""
    policies: RoutePolicies | None = None
    """What is done with a request on its way."""
    backends: list[RouteBackend] = []
    """Where requests go, each with its share."""


class RouteGroup(Model):
    """Routes that a backend of another route refers to."""

    name: str
    """Its name."""
    routes: list[Route]
    """The routes, which match within what the other one matched."""


class AttachedRoute(Route):
    """A top-level route; it names the gateways that it belongs to."""

    gateways: StringOrList = ()
    """`gateway` or `gateway/listener`; the gateway `default` when absent."""
