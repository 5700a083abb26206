"""The policies `mcpAuthentication` and `mcpGuardrails`."""

from __future__ import annotations

from typing import Literal

from agwctl.config.auth import Server
from agwctl.config.expression import Expression
from agwctl.config.jwt_auth import JwtValidation
from agwctl.config.key_set import KeySet
from agwctl.config.location import BEARER, Location
from agwctl.config.model import Model, Nothing, OneOf
from agwctl.config.types import HeaderName, InlineSecret
from agwctl.source.node import Node


class McpProvider(OneOf):
    """What kind of identity provider it is, where its metadata must be helped along."""

    auth0: Nothing | None = None
    """Auth0."""
    keycloak: Nothing | None = None
    """Keycloak."""
    okta: Nothing | None = None
    """Okta."""
    descope: Nothing | None = None
    """Descope."""
    authentik: Nothing | None = None
    """authentik."""
    entra: Nothing | None = None
    """Microsoft Entra."""


class McpAuthentication(Model):
    """Clients of MCP servers show a token, and are told where they get one."""

    issuer: str
    """The issuer that tokens name."""
    audiences: list[str]
    """Audiences of which tokens name one."""
    provider: McpProvider | None = None
    """What kind of identity provider it is."""
    resource_metadata: dict[str, Node]
    """What clients are told about this resource, as RFC 9728 has it."""
    jwks: KeySet | None = None
    """The public keys; found by issuer and provider when absent."""
    mode: Literal["strict", "optional", "permissive"] = "strict"
    """`strict`: a token must be shown; `optional`: only a bad one is refused; `permissive`: nothing is refused."""
    authorization_location: Location = BEARER
    """Where clients show it."""
    jwt_validation_options: JwtValidation = JwtValidation()
    """What a token must say."""
    client_id: str | None = None
    """The client's name that clients are told to use."""
    client_secret: InlineSecret | None = None
    """The secret that is added when they ask for tokens."""


class HeaderFilter(Model):
    """Which headers are passed on."""

    allowed: list[HeaderName] = []
    """Only these; any when empty."""
    disallowed: list[HeaderName] = []
    """Not these."""


class Guardrail(Server):
    """A server that sees messages before they go on."""

    is_open = True

    failure_mode: Literal["failClosed", "failOpen"] = "failClosed"
    """Whether messages are refused or go on when it does not answer."""
    metadata: dict[str, Expression] = {}
    """What it is told, each from an expression."""
    request_headers: HeaderFilter = HeaderFilter()
    """Which headers of the request it sees."""
    kind: Literal["remote"]
    """What it is; `remote` is all there is."""
    methods: dict[str, Literal["off", "request", "response", "full"]] = {}
    """Methods of MCP, `tools/*` and the like among them, with what of them it sees; others go on unseen."""


class McpGuardrails(Model):
    """Servers that see messages before they go on."""

    processors: list[Guardrail]
    """The servers, in the order in which they are asked."""
