"""The `llm` section: models by name on one port."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from agwctl.config.ai import CustomProvider
from agwctl.config.auth import BackendAuth
from agwctl.config.bind import GatewayPolicies
from agwctl.config.listener_tls import ListenerTls
from agwctl.config.match import HeaderMatch
from agwctl.config.model import Model, NotRun, OneOf, Served, Unit, Unserved
from agwctl.config.policy import HeaderModifier
from agwctl.config.types import HostPort, Port, Secret, StringOrList


class LlmProvider(OneOf):
    """The API that a model's upstream speaks: a word, or an object with one key."""

    untagged = "LocalModelAIProvider"

    ollama: Unit = None
    openai: Unit = None
    open_ai: Unit = None
    custom: CustomProvider | None = None
    reference: Unserved = None
    gemini: Unserved = None
    vertex: Unserved = None
    anthropic: Unserved = None
    bedrock: Unserved = None
    azure: Unserved = None
    copilot: Unserved = None
    cohere: Unserved = None
    baseten: Unserved = None
    cerebras: Unserved = None
    deepinfra: Unserved = None
    deepseek: Unserved = None
    groq: Unserved = None
    huggingface: Unserved = None
    mistral: Unserved = None
    openrouter: Unserved = None
    togetherai: Unserved = None
    xai: Unserved = None
    fireworks: Unserved = None


class LlmParams(Model):
    """Where a model is and what it is called there."""

    model: str | None = None
    """The name sent upstream; the client's when absent."""
    api_key: Secret | None = None
    base_url: str | None = None
    """`http://host:port/path`; the preset's own when absent."""
    host_override: HostPort | None = None
    path_override: str | None = None
    path_prefix: str | None = None
    tokenize: Annotated[bool, Served(False)] = False
    aws_region: Unserved = None
    vertex_region: Unserved = None
    vertex_project: Unserved = None
    azure_resource_name: Unserved = None
    azure_resource_type: Unserved = None
    azure_api_version: Unserved = None
    azure_project_name: Unserved = None


class LlmMatch(Model):
    """Headers that a request must have for this model entry."""

    headers: list[HeaderMatch] = []


class LlmModel(Model):
    """A model that clients may name."""

    aliases: ClassVar = {"backendTLS": "tls"}

    name: str
    """The name, or a pattern with one `*` at its start or end."""
    id: str | None = None
    visibility: Literal["public", "internal"] = "public"
    provider: LlmProvider
    params: LlmParams = LlmParams()
    passthrough: Literal["detect", "opaque"] | None = None
    """What a request on a path without a known suffix is; `opaque` when absent."""
    authorization: Unserved = None
    defaults: Unserved = None
    overrides: Unserved = None
    transformation: Unserved = None
    request_headers: HeaderModifier | None = None
    response_headers: HeaderModifier | None = None
    tls: Unserved = None
    auth: BackendAuth | None = None
    health: Unserved = None
    backend_tunnel: Unserved = None
    guardrails: Unserved = None
    prompt_caching: Unserved = None
    matches: list[LlmMatch] = []


class LlmPolicies(GatewayPolicies):
    """Policies of the whole section."""

    guardrails: Unserved = None
    local_rate_limit: Unserved = None
    remote_rate_limit: Unserved = None


class Llm(Model):
    """The section `llm`."""

    port: Port | None = None
    """4000 when absent and not attached to a gateway."""
    tls: NotRun[ListenerTls] = None
    gateways: StringOrList = ()
    models: list[LlmModel]
    virtual_models: Unserved = None
    providers: Unserved = None
    policies: LlmPolicies | None = None
