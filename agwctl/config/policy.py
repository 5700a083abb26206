"""Policies of routes and of backends."""

from __future__ import annotations

from agwctl.config.ai import AiPolicy
from agwctl.config.auth import BackendAuth
from agwctl.config.model import Model, OneOf, Unit, Unserved
from agwctl.config.types import ByteText, Duration, NonzeroPort, Status


class HeaderModifier(Model):
    """Changes to headers, in this order: add, set, remove."""

    add: dict[str, str] = {}
    set: dict[str, str] = {}
    remove: list[str] = []


class Authority(OneOf):
    """What becomes of the request's host and port."""

    full: str | None = None
    """Host and port together."""
    host: str | None = None
    """The host; the port is dropped."""
    port: NonzeroPort | None = None
    auto: Unit = None
    """The backend's own name."""
    none: Unit = None
    """The client's, even towards a backend that has a name."""


class PathChange(OneOf):
    """What becomes of the request's path."""

    full: str | None = None
    prefix: str | None = None
    """Takes the place of the prefix that the route matched."""


class UrlRewrite(Model):
    """Rewrites authority and path before the request goes upstream."""

    authority: Authority | None = None
    path: PathChange | None = None


class RequestRedirect(Model):
    """Answers with a redirect instead of going upstream."""

    scheme: str | None = None
    authority: Authority | None = None
    path: PathChange | None = None
    status: Status | None = None
    """302 when absent."""


class DirectResponse(Model):
    """A fixed answer."""

    instead = "conditional"
    last_wins = True

    status: Status
    body: ByteText = b""
    headers: Unserved = None
    body_expression: Unserved = None
    conditional: Unserved = None


class Timeout(Model):
    """How long a request may wait for the head of its answer."""

    request_timeout: Duration | None = None
    """From the request's start, all attempts included."""
    backend_request_timeout: Duration | None = None
    """Each attempt."""


class RoutePolicies(Model):
    """Policies of a route."""

    request_header_modifier: HeaderModifier | None = None
    response_header_modifier: HeaderModifier | None = None
    request_redirect: RequestRedirect | None = None
    url_rewrite: UrlRewrite | None = None
    request_mirror: Unserved = None
    direct_response: DirectResponse | None = None
    cors: Unserved = None
    mcp_authorization: Unserved = None
    mcp_guardrails: Unserved = None
    authorization: Unserved = None
    mcp_authentication: Unserved = None
    a2a: Unserved = None
    ai: AiPolicy | None = None
    backend_tls: Unserved = None
    backend_tunnel: Unserved = None
    backend_auth: BackendAuth | None = None
    local_rate_limit: Unserved = None
    remote_rate_limit: Unserved = None
    jwt_auth: Unserved = None
    oidc: Unserved = None
    basic_auth: Unserved = None
    api_key: Unserved = None
    ext_authz: Unserved = None
    ext_proc: Unserved = None
    transformations: Unserved = None
    csrf: Unserved = None
    buffer: Unserved = None
    timeout: Timeout | None = None
    retry: Unserved = None
    delay: Unserved = None


class BackendHttp(Model):
    """HTTP settings of a backend."""

    version: Unserved = None
    request_timeout: Duration | None = None
    """Each attempt; replaces the route's `backendRequestTimeout`."""


class BackendPolicies(Model):
    """Policies of a backend."""

    request_header_modifier: HeaderModifier | None = None
    response_header_modifier: HeaderModifier | None = None
    request_redirect: Unserved = None
    transformations: Unserved = None
    backend_tls: Unserved = None
    backend_auth: BackendAuth | None = None
    http: BackendHttp | None = None
    tcp: Unserved = None
    backend_tunnel: Unserved = None
    health: Unserved = None
    ext_authz: Unserved = None
    authorization: Unserved = None
    mcp_authorization: Unserved = None
    mcp_guardrails: Unserved = None
    a2a: Unserved = None
    inference_routing: Unserved = None
    ai: AiPolicy | None = None
