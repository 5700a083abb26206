"""TCP routes: connections that are passed on as they are."""

from __future__ import annotations

from agwctl.config.backend_tls import BackendTls
from agwctl.config.model import Model
from agwctl.config.target import Target
from agwctl.config.tunnel import BackendTunnel
from agwctl.config.types import StringOrList, Weight


class TcpPolicies(Model):
    """Policies of a TCP route."""

    backend_tls: BackendTls | None = None
    """TLS towards the backends."""


class TcpBackendPolicies(Model):
    """Policies of a backend of a TCP route."""

    backend_tls: BackendTls | None = None
    """TLS towards this backend."""
    backend_tunnel: BackendTunnel | None = None
    """A proxy on the way to it."""


class TcpBackend(Target):
    """A backend of a TCP route with its share of the connections."""

    weight: Weight = 1
    """Its share."""
    policies: TcpBackendPolicies | None = None
    """Policies of this backend alone."""


class TcpRoute(Model):
    """One TCP route of a listener."""

    name: str | None = None
    """Its name; `tcproute` and its index when absent."""
    namespace: str | None = None
    """Its namespace; `default` when absent."""
    rule_name: str | None = None
    """The name of the rule that it came from."""
    hostnames: list[str] = []
    """The names that a client asks for in its TLS handshake; any when absent."""
    policies: TcpPolicies | None = None
    """Policies of all its backends."""
    backends: list[TcpBackend] = []
    """Where connections go."""


class AttachedTcpRoute(TcpRoute):
    """A top-level TCP route; it names the gateways that it belongs to."""

    gateways: StringOrList = ()
    """`gateway` or `gateway/listener`; the gateway `default` when absent."""
