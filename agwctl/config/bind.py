"""Where the gateway listens: `binds`, `gateways` and their listeners."""

from __future__ import annotations

from typing import Annotated, Literal

from agwctl.config.model import Model, Served, Unserved
from agwctl.config.route import Route
from agwctl.config.types import Port

Protocol = Annotated[Literal["HTTP", "HTTPS", "TLS", "TCP", "HBONE"], Served("HTTP")]
GatewayProtocol = Annotated[Literal["HTTP", "HTTPS", "TCP", "TLS"], Served("HTTP")]


class GatewayPolicies(Model):
    """Policies of the gateway phase, which run before a route is chosen."""

    oidc: Unserved = None
    jwt_auth: Unserved = None
    authorization: Unserved = None
    ext_authz: Unserved = None
    ext_proc: Unserved = None
    cors: Unserved = None
    transformations: Unserved = None
    basic_auth: Unserved = None
    api_key: Unserved = None


class Listener(Model):
    """One listener of a bind: a hostname with its routes."""

    name: str | None = None
    """Its name; `listener` and its index when absent."""
    namespace: str | None = None
    hostname: str | None = None
    """The hosts it serves: a name, `*.suffix`, or any when absent."""
    protocol: Protocol = "HTTP"
    tls: Unserved = None
    routes: list[Route] | None = None
    tcp_routes: Unserved = None
    policies: GatewayPolicies | None = None


class Bind(Model):
    """One port with its listeners."""

    port: Port | None = None
    listeners: list[Listener]
    tunnel_protocol: Annotated[
        Literal["direct", "hboneWaypoint", "hboneGateway", "proxy", "connect"], Served("direct")
    ] = "direct"
    mode: Annotated[Literal["standard", "internal"], Served("standard")] = "standard"


class GatewayListener(GatewayPolicies):
    """One listener of a gateway; its routes name it as `gateway/listener`."""

    name: str | None = None
    hostname: str | None = None
    protocol: GatewayProtocol | None = None
    tls: Unserved = None


class Gateway(GatewayPolicies):
    """One port; routes attach to it by its name."""

    port: Port | None = None
    protocol: GatewayProtocol | None = None
    listeners: list[GatewayListener] = []
    tls: Unserved = None
