"""Where requests go: hosts, LLM providers and names of backends."""

from __future__ import annotations

from typing import Annotated

from agwctl.config.ai import Provider
from agwctl.config.model import Model, OneOf, Served, Unit, Unserved
from agwctl.config.policy import BackendPolicies
from agwctl.config.types import HostPort, Port, ServiceName, Weight


class AiBackend(Model):
    """One LLM provider, or groups of them."""

    instead = "groups"
    last_wins = True

    name: str
    provider: Provider
    host_override: HostPort | None = None
    """Where the provider is reached instead of its own host, in clear text."""
    path_override: str | None = None
    """Takes the place of path and query."""
    path_prefix: str | None = None
    """Takes the place of `/v1`."""
    tokenize: Annotated[bool, Served(False)] = False
    policies: BackendPolicies | None = None
    groups: Unserved = None


class ServiceBackend(Model):
    """A service of the `services` section."""

    name: ServiceName
    port: Port


class RouteBackend(OneOf):
    """A backend of a route with its share of the requests."""

    beside = ("weight", "policies")
    flattened = "LocalBackend"

    weight: Weight = 1
    policies: BackendPolicies | None = None
    service: ServiceBackend | None = None
    backend: str | None = None
    """`/NAME` of an entry of the top-level `backends`."""
    host: HostPort | None = None
    internal: Unserved = None
    dynamic: Unserved = None
    mcp: Unserved = None
    ai: AiBackend | None = None
    aws: Unserved = None
    route_group: Unserved = None
    invalid: Unit = None


class NamedBackend(OneOf):
    """A backend that routes name."""

    beside = ("name", "policies")
    flattened = "FullLocalBackendSpec"

    name: str
    policies: BackendPolicies | None = None
    host: HostPort | None = None
    internal: Unserved = None
    mcp: Unserved = None
    ai: AiBackend | None = None
    aws: Unserved = None
