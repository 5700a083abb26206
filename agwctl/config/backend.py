"""Where requests go: hosts, LLM providers and names of backends."""

from __future__ import annotations

from typing import Annotated

from agwctl.config.ai import Provider
from agwctl.config.aws import AwsBackend
from agwctl.config.mcp import McpBackend
from agwctl.config.model import Model, Nothing, NotNull, NotRun, OneOf, Served, Unit
from agwctl.config.policy import BackendPolicies
from agwctl.config.target import ServiceBackend
from agwctl.config.types import HostPort, Weight


class AiProvider(Model):
    """One LLM provider."""

    last_wins = True

    name: str
    """Its name in logs and metrics."""
    provider: Provider
    """Which API it speaks."""
    host_override: HostPort | None = None
    """Where the provider is reached instead of its own host, in clear text."""
    path_override: str | None = None
    """Takes the place of path and query."""
    path_prefix: str | None = None
    """Takes the place of `/v1`."""
    tokenize: Annotated[bool, Served(False)] = False
    """Whether the gateway counts a prompt's tokens before it sends it."""
    policies: BackendPolicies | None = None
    """Policies of this provider alone."""


class AiGroup(Model):
    """Providers that share the requests."""

    providers: list[AiProvider]
    """The providers."""


class AiBackend(AiProvider):
    """One LLM provider, or groups of them."""

    instead = "groups"

    groups: Annotated[NotRun[list[AiGroup]], NotNull()] = None
    """Groups of providers; the next one's turn comes when all before it are unhealthy."""


class RouteBackend(OneOf):
    """A backend of a route with its share of the requests."""

    beside = ("weight", "policies")
    flattened = "LocalBackend"

    weight: Weight = 1
    """Its share."""
    policies: BackendPolicies | None = None
    """Policies of this backend alone."""
    service: ServiceBackend | None = None
    """A service of the section `services`."""
    backend: str | None = None
    """`/NAME` of an entry of the top-level `backends`."""
    host: HostPort | None = None
    """`NAME:PORT`, `IP:PORT` or `unix:/PATH`."""
    internal: NotRun[str] = None
    """The gateway's own admin pages: `forward`, or the path of a page."""
    dynamic: NotRun[Nothing] = None
    """The host that the request itself names."""
    mcp: NotRun[McpBackend] = None
    """MCP servers."""
    ai: AiBackend | None = None
    """An LLM provider, or groups of them."""
    aws: NotRun[AwsBackend] = None
    """A service of AWS."""
    route_group: NotRun[str] = None
    """The name of an entry of `routeGroups`, whose routes decide."""
    invalid: Unit = None
    """None: every request fails."""


class NamedBackend(OneOf):
    """A backend that routes name."""

    beside = ("name", "policies")
    flattened = "FullLocalBackendSpec"

    name: str
    """Its name; routes write `/NAME`."""
    policies: BackendPolicies | None = None
    """Policies of this backend alone."""
    host: HostPort | None = None
    """`NAME:PORT`, `IP:PORT` or `unix:/PATH`."""
    internal: NotRun[str] = None
    """The gateway's own admin pages: `forward`, or the path of a page."""
    mcp: NotRun[McpBackend] = None
    """MCP servers."""
    ai: AiBackend | None = None
    """An LLM provider, or groups of them."""
    aws: NotRun[AwsBackend] = None
    """A service of AWS."""
