"""agentgateway.dev AgentgatewayBackend: a model server, as far as Ollama setups use it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from agwctl.config.model import Model, OneOf
from agwctl.config.types import NonzeroPort
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding, Label
from agwctl.kubernetes.kinds.metadata import Resource, Unchecked
from agwctl.source.node import Node

__all__ = ["AgentgatewayBackend", "AiSection", "BackendPolicies", "LlmProvider", "NamedLlmProvider"]

RouteType = Literal[
    "Completions",
    "Messages",
    "Models",
    "Passthrough",
    "Detect",
    "Responses",
    "AnthropicTokenCount",
    "Embeddings",
    "Realtime",
    "Rerank",
    "GenerateContent",
    "GeminiCountTokens",
]


class OpenAiSettings(Model):
    """The wire format of OpenAI."""

    model: str | None = None
    """The one that every request gets, whatever the client says."""
    moderation: Unchecked = None


class AiPolicies(Model):
    """What becomes of LLM requests."""

    routes: dict[str, RouteType] | None = None
    """Path suffix → type of the request."""
    defaults: Unchecked = None
    overrides: Unchecked = None
    transformations: Unchecked = None
    final_transformations: Unchecked = None
    model_aliases: Unchecked = None
    prompt: Unchecked = None
    prompt_guard: Unchecked = None
    prompt_caching: Unchecked = None


class BackendPolicies(Model):
    """Policies of a backend, or of one of its providers."""

    ai: AiPolicies | None = None
    auth: Unchecked = None
    ext_auth: Unchecked = None
    health: Unchecked = None
    http: Unchecked = None
    mcp: Unchecked = None
    tcp: Unchecked = None
    tls: Unchecked = None
    transformation: Unchecked = None
    tunnel: Unchecked = None


class LlmProvider(OneOf):
    """A wire format, and where to connect when it is not to the vendor."""

    beside: ClassVar[tuple[str, ...]] = ("host", "port", "path", "path_prefix")
    several: ClassVar[str | None] = (
        "exactly one of the fields in [openai azureopenai azure anthropic gemini vertexai bedrock custom] must be set"
    )

    openai: OpenAiSettings | None = None
    azureopenai: Unchecked = None
    azure: Unchecked = None
    anthropic: Unchecked = None
    gemini: Unchecked = None
    vertexai: Unchecked = None
    bedrock: Unchecked = None
    custom: Unchecked = None
    host: str | None = None
    port: NonzeroPort | None = None
    path: str | None = None
    path_prefix: str | None = None

    def mistakes(self) -> Iterator[Finding]:
        if (self.host is None) != (self.port is None):
            lacks = "port" if self.port is None else "host"
            yield Finding(
                codes.MISSING_KEY, self.node(), "both host and port must be set together", f"add '{lacks}' beside it"
            )
        if self.path is not None and self.path_prefix is not None:
            label = Label(self.key_node("path"), "this one is given too")
            message = "path and pathPrefix are mutually exclusive"
            yield Finding(codes.SEVERAL_VARIANTS, self.key_node("path_prefix"), message, "keep one of them", (label,))
        if self.path_prefix is not None and self.host is None and self.port is None:
            message = "pathPrefix requires host to be set"
            yield Finding(codes.MISSING_KEY, self.key_node("path_prefix"), message, "add 'host' and 'port' beside it")


class NamedLlmProvider(LlmProvider):
    """A provider of a group."""

    beside: ClassVar[tuple[str, ...]] = (*LlmProvider.beside, "name", "policies")

    name: str
    policies: BackendPolicies | None = None


class ProviderGroup(Model):
    """Providers among which requests are shared out; a later group is for when an earlier one fails."""

    providers: list[NamedLlmProvider]


class AiSection(OneOf):
    """One provider, or groups of them."""

    several: ClassVar[str | None] = "exactly one of the fields in [provider groups] must be set"

    provider: LlmProvider | None = None
    groups: list[ProviderGroup] | None = None


class BackendSpec(OneOf):
    """What stands behind it, and policies."""

    beside: ClassVar[tuple[str, ...]] = ("policies",)
    several: ClassVar[str | None] = (
        "exactly one of the fields in [ai static dynamicForwardProxy mcp aws a2a] must be set"
    )

    ai: AiSection | None = None
    static: Unchecked = None
    dynamic_forward_proxy: Unchecked = None
    mcp: Unchecked = None
    aws: Unchecked = None
    a2a: Unchecked = None
    policies: BackendPolicies | None = None


class AgentgatewayBackend(Resource):
    """Where an HTTPRoute sends requests."""

    spec: BackendSpec
    status: Node | None = None
