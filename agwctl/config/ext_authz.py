"""The policy `extAuthz`: another server decides over requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from agwctl.config import conditional
from agwctl.config.auth import Server
from agwctl.config.expression import Expression
from agwctl.config.model import Model, NotNull, OneOf, Unit
from agwctl.config.types import U16, U32, HeaderName, Size
from agwctl.diagnostics.diagnostic import Finding


class GrpcCheck(Model):
    """Asking with Envoy's gRPC interface."""

    context: dict[str, str] | None = None
    """Values that are sent along as they are."""
    metadata: dict[str, Expression] | None = None
    """Values that are sent along, each from an expression."""


class HttpCheck(Model):
    """Asking with an HTTP request; an answer with a 2xx status lets through."""

    path: Expression | None = None
    """An expression for the path; the request's own when absent."""
    redirect: Expression | None = None
    """An expression for where clients that are refused are sent to."""
    body: Expression | None = None
    """An expression for the body."""
    include_response_headers: list[HeaderName] = []
    """Headers of the answer that are put into the request."""
    add_request_headers: dict[str, Expression] = {}
    """Headers of the question, each from an expression."""
    metadata: dict[str, Expression] = {}
    """What later expressions find under `extauthz`, each from an expression on the answer."""


class CheckProtocol(OneOf):
    """How the server is asked."""

    grpc: GrpcCheck | None = None
    """With Envoy's gRPC interface."""
    http: HttpCheck | None = None
    """With an HTTP request."""


class CheckFailure(OneOf):
    """What happens when the server does not answer."""

    allow: Unit = None
    """The request is let through."""
    deny: Unit = None
    """The request is refused."""
    deny_with_status: U16 | None = None
    """The request is refused with this status."""


class CheckedBody(Model):
    """How much of the request's body the server sees."""

    max_request_bytes: U32 = 0
    """The bytes that it sees at most; `frontendPolicies.http.maxBufferSize` when 0."""
    allow_partial_message: bool = False
    """Whether a longer body is cut, and not refused."""
    pack_as_bytes: bool = False
    """Whether the body is sent as bytes, and not as text."""


class CheckCache(Model):
    """How long decisions are remembered."""

    key: list[Expression]
    """What makes two requests alike; a request for which one fails is always asked about."""
    ttl: Expression
    """How long a decision is remembered."""
    max_entries: Size = 10000
    """Decisions that are remembered at most."""


class ExtAuthzRules(Server):
    """The server that decides, and how it is asked."""

    protocol: CheckProtocol = CheckProtocol(grpc=GrpcCheck())
    """How it is asked."""
    failure_mode: CheckFailure = CheckFailure(deny=True)
    """What happens when it does not answer."""
    include_request_headers: list[HeaderName] = []
    """Headers that it sees; gRPC: all when none are named; HTTP: `authorization` when none are named."""
    include_request_body: CheckedBody | None = None
    """How much of the body it sees; nothing when absent."""
    cache: CheckCache | None = None
    """How long decisions are remembered; not at all when absent."""


class ExtAuthzCase(ExtAuthzRules):
    """One of several, with the condition under which it is the one."""

    is_open = True

    condition: Expression | None = None
    """What must be true; without it the entry is for all that is left."""


class ExtAuthz(ExtAuthzRules):
    """A server that decides over requests, or a choice between several."""

    instead = "conditional"

    conditional: Annotated[list[ExtAuthzCase], NotNull()] | None = None
    """The first entry whose condition is true counts."""

    def mistakes(self) -> Iterator[Finding]:
        """Reports conditions of which some can never count."""
        return conditional.mistakes(self)
