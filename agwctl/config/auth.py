"""Credentials that the gateway shows to an upstream, and policies on the way to whoever issues them."""

from __future__ import annotations

from typing import Annotated, Literal

from agwctl.config.backend_tls import BackendTls
from agwctl.config.cloud_auth import Aws, Azure, Gcp
from agwctl.config.expression import Expression
from agwctl.config.header_modifier import HeaderModifier
from agwctl.config.location import BEARER, Location, UpstreamKey
from agwctl.config.model import Model, NotNull, NotRun, OneOf, Unit
from agwctl.config.oauth import ActorToken, ClientAuth, GrantSource, SubjectToken, TokenCache
from agwctl.config.target import Target, server_address
from agwctl.config.transformation import Transformations
from agwctl.config.tunnel import BackendTunnel
from agwctl.config.types import HostPort, Parsed, Secret
from agwctl.config.upstream import BackendHttp, BackendTcp
from agwctl.diagnostics import codes


class Passthrough(Model):
    """The client's own token, once it was checked."""

    location: Location | None = None
    """Where it is sent; in `Authorization: Bearer` when absent."""


class Credential(Model):
    """A credential in a place of its own."""

    location: Location
    """Where it is sent."""
    key: Secret
    """The credential."""


class Server(Target):
    """A server with policies on the way to it; its host may be a URL."""

    host: (
        Annotated[
            HostPort, Parsed(server_address, codes.BAD_ADDRESS, "NAME:PORT, IP:PORT, http://NAME or https://NAME")
        ]
        | None
    ) = None
    """A host with its port, or a URL; `https://` is for TLS."""
    policies: TargetPolicies | None = None
    """Policies on the way to it."""


class TokenExchange(Server):
    """A token that an authorization server gives for the client's."""

    path: str = "/"
    """The path of its token endpoint."""
    grant_type: Literal["tokenExchange", "jwtBearer"] = "tokenExchange"
    """How it is asked: RFC 8693 or RFC 7523."""
    subject_token: SubjectToken = SubjectToken()
    """The token that is exchanged."""
    actor_token: ActorToken | None = None
    """The token of whoever acts for somebody else."""
    audiences: list[str] = []
    """Whom the new token is for."""
    scopes: list[str] = []
    """What the new token allows."""
    resources: list[str] = []
    """The URIs of what it is for."""
    requested_token_type: str | None = None
    """The type of the new token; an access token when absent."""
    client_auth: ClientAuth | None = None
    """How the gateway proves who it is; not at all when absent."""
    additional_params: dict[str, Expression] = {}
    """Further parameters, each an expression on the request."""
    authorization_location: Location = BEARER
    """Where the new token is sent; no expression."""
    cache: TokenCache | None = None
    """How tokens are kept."""


class AuthorizationServer(Server):
    """An authorization server, and who the gateway is there."""

    path: str = "/"
    """The path of its token endpoint."""
    client_auth: ClientAuth
    """How the gateway proves who it is."""


class CrossAppAccess(Model):
    """A token for another application, by way of the identity provider that both trust."""

    identity_provider: AuthorizationServer
    """The identity provider."""
    resource_authorization_server: AuthorizationServer
    """The other application's authorization server."""
    audience: str
    """The issuer name of that server."""
    resources: list[str] = []
    """The URIs of what the token is for."""
    scopes: list[str] = []
    """What the token allows."""
    subject_token: GrantSource | None = None
    """Where the client's token stands."""
    cache: TokenCache | None = None
    """How tokens are kept."""


class BackendAuth(OneOf):
    """The credential sent upstream."""

    untagged = "BackendAuthCompat"
    is_secret = True
    beside = ("credentials",)
    alone = ("credentials",)
    open_with = ("key", "credentials")

    key: UpstreamKey | None = None
    """Sent as `Authorization: Bearer KEY`; text, `{file: PATH}`, or either under `value`."""
    credentials: Annotated[NotRun[list[Credential]], NotNull()] = None
    """Further credentials, each in a place of its own."""
    passthrough: NotRun[Passthrough] = None
    """The client's own token, once it was checked."""
    gcp: NotRun[Gcp] = None
    """A token of Google Cloud."""
    aws: NotRun[Aws] = None
    """A signature as Amazon asks for."""
    azure: NotRun[Azure] = None
    """A token of Azure."""
    copilot: NotRun[Unit] = None
    """A token of GitHub Copilot."""
    oauth_token_exchange: NotRun[TokenExchange] = None
    """A token that an authorization server gives for the client's."""
    cross_app_access: NotRun[CrossAppAccess] = None
    """A token for another application."""


class TargetPolicies(Model):
    """Policies on the way to a server that a policy asks."""

    request_header_modifier: HeaderModifier | None = None
    """Changes to headers."""
    transformations: Transformations | None = None
    """Changes by expressions."""
    backend_tls: BackendTls | None = None
    """TLS towards it."""
    backend_auth: BackendAuth | None = None
    """The credential that it is shown."""
    http: BackendHttp | None = None
    """HTTP settings."""
    tcp: BackendTcp | None = None
    """Settings of connections."""
    backend_tunnel: BackendTunnel | None = None
    """A proxy on the way to it."""
