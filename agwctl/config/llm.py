"""The `llm` section: models by name on one port."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from agwctl.config.ai import PromptCaching
from agwctl.config.auth import BackendAuth
from agwctl.config.authorization import Authorization
from agwctl.config.backend_tls import BackendTls
from agwctl.config.bind import GatewayPolicies
from agwctl.config.expression import Expression
from agwctl.config.header_modifier import HeaderModifier
from agwctl.config.health import Health
from agwctl.config.listener_tls import ListenerTls
from agwctl.config.llm_provider import LlmParams, LlmProvider, NamedProvider
from agwctl.config.match import HeaderMatch
from agwctl.config.model import Model, NotNull, NotRun
from agwctl.config.prompt_guard import PromptGuard
from agwctl.config.rate_limit import RateLimit, RemoteRateLimitRules
from agwctl.config.tunnel import BackendTunnel
from agwctl.config.types import Port, StringOrList
from agwctl.config.virtual_model import VirtualModel
from agwctl.source.node import Node


class LlmMatch(Model):
    """Headers that a request must have for this model entry."""

    headers: list[HeaderMatch] = []
    """All of them must be there."""


class LlmModel(Model):
    """A model that clients may name."""

    aliases: ClassVar = {"backendTLS": "tls"}

    name: str
    """The name, or a pattern with one `*` at its start or end."""
    id: str | None = None
    """A name of the entry itself; no two may have the same."""
    visibility: Literal["public", "internal"] = "public"
    """`internal`: only virtual models lead to it."""
    provider: LlmProvider
    """The API that the upstream speaks."""
    params: LlmParams = LlmParams()
    """Where the upstream is and what the model is called there."""
    passthrough: Literal["detect", "opaque"] | None = None
    """What a request on a path without a known suffix is; `opaque` when absent."""
    authorization: NotRun[Authorization] = None
    """Who may use the model."""
    defaults: NotRun[dict[str, Node]] = None
    """Values of the request's body that count where the client gives none."""
    overrides: NotRun[dict[str, Node]] = None
    """Values of the request's body that always count."""
    transformation: NotRun[dict[str, Expression]] = None
    """Values of the request's body that are computed."""
    request_headers: HeaderModifier | None = None
    """Changes to the headers that go upstream."""
    response_headers: HeaderModifier | None = None
    """Changes to the headers that come back."""
    tls: NotRun[BackendTls] = None
    """TLS towards the upstream."""
    auth: BackendAuth | None = None
    """The credential sent upstream; `params.apiKey` comes before it."""
    health: NotRun[Health] = None
    """When the upstream counts as unhealthy."""
    backend_tunnel: NotRun[BackendTunnel] = None
    """A proxy on the way to the upstream."""
    guardrails: NotRun[PromptGuard] = None
    """Guards that look at prompts and answers."""
    prompt_caching: NotRun[PromptCaching] = None
    """Marks that let a provider reuse what it has read before."""
    matches: list[LlmMatch] = []
    """Alternatives; every request when absent."""


class LlmPolicies(GatewayPolicies):
    """Policies of the whole section."""

    guardrails: NotRun[PromptGuard] = None
    """Guards before those of each model."""
    local_rate_limit: Annotated[NotRun[list[RateLimit]], NotNull()] = None
    """Limits that this process counts by itself."""
    remote_rate_limit: NotRun[RemoteRateLimitRules] = None
    """Limits that a server counts for all gateways."""


class Llm(Model):
    """The section `llm`."""

    port: Port | None = None
    """4000 when absent and not attached to a gateway."""
    tls: NotRun[ListenerTls] = None
    """TLS on that port."""
    gateways: StringOrList = ()
    """`gateway` or `gateway/listener`; the gateway `default` when absent."""
    models: list[LlmModel]
    """The models."""
    virtual_models: Annotated[NotRun[list[VirtualModel]], NotNull()] = None
    """Names behind which one of several models answers."""
    providers: Annotated[NotRun[list[NamedProvider]], NotNull()] = None
    """Providers that models refer to by their names."""
    policies: LlmPolicies | None = None
    """Policies of the whole section."""
