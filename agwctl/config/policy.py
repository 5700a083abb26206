"""Policies of routes and of backends."""

from __future__ import annotations

from agwctl.config.ai import AiPolicy
from agwctl.config.api_key import ApiKeys
from agwctl.config.auth import BackendAuth
from agwctl.config.authorization import Authorization
from agwctl.config.backend_tls import BackendTls
from agwctl.config.basic_auth import BasicAuth
from agwctl.config.buffer import Buffer
from agwctl.config.cors import Cors
from agwctl.config.csrf import Csrf
from agwctl.config.delay import Delay
from agwctl.config.direct_response import DirectResponse
from agwctl.config.ext_authz import ExtAuthz, ExtAuthzRules
from agwctl.config.ext_proc import ExtProc
from agwctl.config.header_modifier import HeaderModifier
from agwctl.config.health import Health
from agwctl.config.inference import InferenceRouting
from agwctl.config.jwt_auth import JwtAuth
from agwctl.config.mcp_policy import McpAuthentication, McpGuardrails
from agwctl.config.mirror import RequestMirror
from agwctl.config.model import Model, NotRun, OneOf, Unit
from agwctl.config.oidc import Oidc
from agwctl.config.rate_limit import LocalRateLimit, RemoteRateLimit
from agwctl.config.retry import Retry
from agwctl.config.transformation import Transformations, TransformationsPolicy
from agwctl.config.tunnel import BackendTunnel
from agwctl.config.types import Duration, NonzeroPort, Status
from agwctl.config.upstream import BackendHttp, BackendTcp

__all__ = [
    "Authority",
    "BackendPolicies",
    "DirectResponse",
    "HeaderModifier",
    "PathChange",
    "RequestRedirect",
    "RoutePolicies",
    "Timeout",
    "UrlRewrite",
]


class Authority(OneOf):
    """What becomes of the request's host and port."""

    full: str | None = None
    """Host and port together."""
    host: str | None = None
    """The host; the port is dropped."""
    port: NonzeroPort | None = None
    """The port; the host stays."""
    auto: Unit = None
    """The backend's own name."""
    none: Unit = None
    """The client's, even towards a backend that has a name."""


class PathChange(OneOf):
    """What becomes of the request's path."""

    full: str | None = None
    """The whole path; the query stays."""
    prefix: str | None = None
    """Takes the place of the prefix that the route matched."""


class UrlRewrite(Model):
    """Rewrites authority and path before the request goes upstream."""

    authority: Authority | None = None
    """The host and port that the upstream sees."""
    path: PathChange | None = None
    """The path that the upstream sees."""


class RequestRedirect(Model):
    """Answers with a redirect instead of going upstream."""

    scheme: str | None = None
    """`http` or `https`; the request's own when absent."""
    authority: Authority | None = None
    """The host and port; the request's own when absent."""
    path: PathChange | None = None
    """The path; the request's own when absent."""
    status: Status | None = None
    """302 when absent."""


class Timeout(Model):
    """How long a request may wait for the head of its answer."""

    request_timeout: Duration | None = None
    """From the request's start, all attempts included."""
    backend_request_timeout: Duration | None = None
    """Each attempt."""


class A2a(Model):
    """The Agent2Agent protocol is understood: addresses in agents' cards are those of the gateway."""


class RoutePolicies(Model):
    """Policies of a route."""

    request_header_modifier: HeaderModifier | None = None
    """Changes to the request's headers."""
    response_header_modifier: HeaderModifier | None = None
    """Changes to the answer's headers."""
    request_redirect: RequestRedirect | None = None
    """A redirect in place of an upstream's answer."""
    url_rewrite: UrlRewrite | None = None
    """Changes to the request's authority and path."""
    request_mirror: NotRun[RequestMirror] = None
    """Copies of requests for another server."""
    direct_response: DirectResponse | None = None
    """A fixed answer in place of an upstream's."""
    cors: NotRun[Cors] = None
    """Which other sites' pages may use this one."""
    mcp_authorization: NotRun[Authorization] = None
    """Rules on what is asked of an MCP server."""
    mcp_guardrails: NotRun[McpGuardrails] = None
    """Servers that see MCP messages before they go on."""
    authorization: NotRun[Authorization] = None
    """Rules on requests."""
    mcp_authentication: NotRun[McpAuthentication] = None
    """Tokens that clients of MCP servers show."""
    a2a: NotRun[A2a] = None
    """Understanding of the Agent2Agent protocol."""
    ai: AiPolicy | None = None
    """How LLM requests are understood."""
    backend_tls: NotRun[BackendTls] = None
    """TLS towards the upstream."""
    backend_tunnel: NotRun[BackendTunnel] = None
    """A proxy on the way to the upstream."""
    backend_auth: BackendAuth | None = None
    """The credential that the upstream is shown."""
    local_rate_limit: NotRun[LocalRateLimit] = None
    """How much is let through, counted here."""
    remote_rate_limit: NotRun[RemoteRateLimit] = None
    """How much is let through, counted by another server."""
    jwt_auth: NotRun[JwtAuth] = None
    """Signed tokens that clients show."""
    oidc: NotRun[Oidc] = None
    """People log in with their browser."""
    basic_auth: NotRun[BasicAuth] = None
    """Names and passwords that clients show."""
    api_key: NotRun[ApiKeys] = None
    """Keys that clients show."""
    ext_authz: NotRun[ExtAuthz] = None
    """A server that decides over requests."""
    ext_proc: NotRun[ExtProc] = None
    """A server that reads and changes requests and answers."""
    transformations: NotRun[TransformationsPolicy] = None
    """Changes by expressions."""
    csrf: NotRun[Csrf] = None
    """No changes on behalf of other sites' pages."""
    buffer: NotRun[Buffer] = None
    """Bodies that are read whole before they are passed on."""
    timeout: Timeout | None = None
    """How long a request may wait."""
    retry: NotRun[Retry] = None
    """Further attempts after a failure."""
    delay: NotRun[Delay] = None
    """Holds requests up."""


class BackendPolicies(Model):
    """Policies of a backend."""

    request_header_modifier: HeaderModifier | None = None
    """Changes to the request's headers."""
    response_header_modifier: HeaderModifier | None = None
    """Changes to the answer's headers."""
    request_redirect: NotRun[RequestRedirect] = None
    """A redirect in place of the upstream's answer."""
    transformations: NotRun[Transformations] = None
    """Changes by expressions."""
    backend_tls: NotRun[BackendTls] = None
    """TLS towards the upstream."""
    backend_auth: BackendAuth | None = None
    """The credential that the upstream is shown."""
    http: BackendHttp | None = None
    """HTTP settings."""
    tcp: NotRun[BackendTcp] = None
    """Settings of connections."""
    backend_tunnel: NotRun[BackendTunnel] = None
    """A proxy on the way to the upstream."""
    health: NotRun[Health] = None
    """When the upstream counts as down."""
    ext_authz: NotRun[ExtAuthzRules] = None
    """A server that decides over requests."""
    authorization: NotRun[Authorization] = None
    """Rules on requests."""
    mcp_authorization: NotRun[Authorization] = None
    """Rules on what is asked of an MCP server."""
    mcp_guardrails: NotRun[McpGuardrails] = None
    """Servers that see MCP messages before they go on."""
    a2a: NotRun[A2a] = None
    """Understanding of the Agent2Agent protocol."""
    inference_routing: NotRun[InferenceRouting] = None
    """A server that chooses the endpoint of a service."""
    ai: AiPolicy | None = None
    """How LLM requests are understood."""
