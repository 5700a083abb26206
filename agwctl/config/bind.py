"""Where the gateway listens: `binds`, `gateways` and their listeners."""

from __future__ import annotations

from typing import Annotated, Literal

from agwctl.config.api_key import ApiKeys
from agwctl.config.authorization import Authorization
from agwctl.config.basic_auth import BasicAuth
from agwctl.config.cors import Cors
from agwctl.config.ext_authz import ExtAuthz
from agwctl.config.ext_proc import ExtProc
from agwctl.config.jwt_auth import JwtAuth
from agwctl.config.listener_tls import ListenerTls
from agwctl.config.model import Model, NotRun, Served
from agwctl.config.oidc import Oidc
from agwctl.config.route import Route
from agwctl.config.tcp_route import TcpRoute
from agwctl.config.transformation import TransformationsPolicy
from agwctl.config.types import Port

Protocol = Annotated[Literal["HTTP", "HTTPS", "TLS", "TCP", "HBONE"], Served("HTTP")]
GatewayProtocol = Annotated[Literal["HTTP", "HTTPS", "TCP", "TLS"], Served("HTTP")]


class GatewayPolicies(Model):
    """Policies of the gateway phase, which run before a route is chosen."""

    oidc: NotRun[Oidc] = None
    """People log in with their browser."""
    jwt_auth: NotRun[JwtAuth] = None
    """Signed tokens that clients show."""
    authorization: NotRun[Authorization] = None
    """Rules on requests."""
    ext_authz: NotRun[ExtAuthz] = None
    """A server that decides over requests."""
    ext_proc: NotRun[ExtProc] = None
    """A server that reads and changes requests and answers."""
    cors: NotRun[Cors] = None
    """Which other sites' pages may use this one."""
    transformations: NotRun[TransformationsPolicy] = None
    """Changes by expressions."""
    basic_auth: NotRun[BasicAuth] = None
    """Names and passwords that clients show."""
    api_key: NotRun[ApiKeys] = None
    """Keys that clients show."""


class Listener(Model):
    """One listener of a bind: a hostname with its routes."""

    name: str | None = None
    """Its name; `listener` and its index when absent."""
    namespace: str | None = None
    """Its namespace; `default` when absent."""
    hostname: str | None = None
    """The hosts it serves: a name, `*.suffix`, or any when absent."""
    protocol: Protocol = "HTTP"
    """What is spoken there."""
    tls: NotRun[ListenerTls] = None
    """The certificate that it shows."""
    routes: list[Route] | None = None
    """Where HTTP requests go; an HTTP listener must have them."""
    tcp_routes: NotRun[list[TcpRoute]] = None
    policies: GatewayPolicies | None = None
    """Policies that run before a route is chosen."""


class Bind(Model):
    """One port with its listeners."""

    port: Port | None = None
    """The port; needed unless `mode` is `internal`."""
    listeners: list[Listener]
    """What is served there, by hostname."""
    tunnel_protocol: Annotated[
        Literal["direct", "hboneWaypoint", "hboneGateway", "proxy", "connect"], Served("direct")
    ] = "direct"
    """How connections come in: as they are, or in a tunnel."""
    mode: Annotated[Literal["standard", "internal"], Served("standard")] = "standard"
    """`internal`: only requests of the gateway itself arrive there."""


class GatewayListener(GatewayPolicies):
    """One listener of a gateway; its routes name it as `gateway/listener`."""

    name: str | None = None
    """Its name; `listener` and its index when absent."""
    hostname: str | None = None
    """The hosts it serves: a name, `*.suffix`, or any when absent."""
    protocol: GatewayProtocol | None = None
    """What is spoken there; HTTP, or HTTPS with `tls`, when absent."""
    tls: NotRun[ListenerTls] = None
    """The certificate that it shows."""


class Gateway(GatewayPolicies):
    """One port; routes attach to it by its name."""

    port: Port | None = None
    """The port; it must be given."""
    protocol: GatewayProtocol | None = None
    """What is spoken there; HTTP, or HTTPS with `tls`, when absent."""
    listeners: list[GatewayListener] = []
    """What is served there, by hostname, each with settings of its own."""
    tls: NotRun[ListenerTls] = None
    """The certificate that it shows."""
