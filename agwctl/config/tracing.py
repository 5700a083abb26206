"""Traces of requests: `frontendPolicies.tracing`."""

from __future__ import annotations

from typing import Literal

from agwctl.config.auth import Server
from agwctl.config.expression import Expression
from agwctl.config.sampling import Sampling


class Tracing(Server):
    """Traces of requests, exported to an OpenTelemetry collector."""

    attributes: dict[str, Expression] = {}
    """More attributes of each span."""
    resources: dict[str, Expression] = {}
    """Attributes of the gateway itself, such as `service.name`."""
    remove: list[str] = []
    """Attributes that are left out."""
    random_sampling: Sampling | None = None
    """The share of requests that begin a trace, 0.0 to 1.0, or an expression for it; none when absent."""
    client_sampling: Sampling | None = None
    """The share of the clients' own traces that are continued, 0.0 to 1.0, or an expression; all when absent."""
    filter: Expression | None = None
    """Which requests' spans are exported."""
    path: str = "/v1/traces"
    """The path at the collector, over HTTP."""
    protocol: Literal["grpc", "http"] = "grpc"
    """How the collector is spoken to."""
