"""LLM providers and the `ai` policy."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from agwctl.config.expression import Expression
from agwctl.config.model import Model, NotNull, NotRun, OneOf, Served
from agwctl.config.prompt_guard import PromptGuard
from agwctl.config.types import Size
from agwctl.source.node import Node

RouteType = Annotated[
    Literal[
        "completions",
        "messages",
        "models",
        "passthrough",
        "detect",
        "responses",
        "embeddings",
        "realtime",
        "anthropicTokenCount",
        "rerank",
    ],
    Served("completions", "models", "passthrough", "detect", "responses", "embeddings"),
]
ProviderFormat = Annotated[
    Literal["completions", "messages", "responses", "embeddings", "anthropicTokenCount", "realtime", "rerank"],
    Served("completions", "responses", "embeddings"),
]
AzureResourceType: TypeAlias = Literal["openAI", "foundry", "aiServices"]


class Message(Model):
    """A message of a conversation."""

    role: str
    """Who says it: `system`, `user` …"""
    content: str
    """What is said."""


class Prompts(Model):
    """Messages around the client's own."""

    append: list[Message] = []
    """Messages behind them."""
    prepend: list[Message] = []
    """Messages before them."""


class PromptCaching(Model):
    """Marks that let a provider reuse what it has read before."""

    cache_system: bool = True
    """Marks the system prompt."""
    cache_messages: bool = True
    """Marks the conversation."""
    cache_tools: bool = False
    """Marks the tools."""
    min_tokens: Size | None = 1024
    """Tokens that a prompt must have for it."""
    cache_message_offset: Size = 0
    """How many messages before the last one the mark stands."""


class AiPolicy(Model):
    """How LLM requests are understood."""

    routes: dict[str, RouteType] = {}
    """Ends of paths, and `*` for the rest, with what a request there is."""
    prompt_guard: NotRun[PromptGuard] = None
    """Guards that look at prompts and answers."""
    defaults: NotRun[dict[str, Node]] = None
    """Values of the request's body that count where the client gives none."""
    overrides: NotRun[dict[str, Node]] = None
    """Values of the request's body that always count."""
    transformations: NotRun[dict[str, Expression]] = None
    """Values of the request's body that are computed."""
    prompts: NotRun[Prompts] = None
    """Messages around the client's own."""
    model_aliases: Annotated[NotRun[dict[str, str]], NotNull()] = None
    """Names, with `*` in them or not, and the models that are meant."""
    prompt_caching: NotRun[PromptCaching] = None
    """Marks that let a provider reuse what it has read before."""


class OpenAiProvider(Model):
    """An upstream that speaks OpenAI's API."""

    model: str | None = None
    """The model's name there; the client's when absent."""


class GeminiProvider(Model):
    """Google's Gemini."""

    model: str | None = None
    """The model's name there; the client's when absent."""


class VertexProvider(Model):
    """Google's Vertex AI."""

    model: str | None = None
    """The model's name there; the client's when absent."""
    region: str | None = None
    """The region; `global` when absent."""
    project_id: str
    """The project."""


class AnthropicProvider(Model):
    """Anthropic."""

    model: str | None = None
    """The model's name there; the client's when absent."""


class BedrockProvider(Model):
    """AWS Bedrock."""

    model: str | None = None
    """The model's name there; the client's when absent."""
    region: str
    """The region."""
    guardrail_identifier: str | None = None
    """A guardrail that judges prompts and answers."""
    guardrail_version: str | None = None
    """Its version."""


class AzureProvider(Model):
    """Azure's OpenAI service and AI Foundry."""

    model: str | None = None
    """The model's name there; the client's when absent."""
    resource_name: str
    """The resource."""
    resource_type: AzureResourceType
    """What kind of resource it is."""
    api_version: str | None = None
    """The API's version."""
    project_name: str | None = None
    """The project, for Foundry."""


class CopilotProvider(Model):
    """GitHub Copilot."""

    model: str | None = None
    """The model's name there; the client's when absent."""


class FormatConfig(Model):
    """A format that a custom provider speaks, and its path when it is not the usual one."""

    type: ProviderFormat
    """The format."""
    path: str | None = None
    """Its path."""


class CustomProvider(Model):
    """An upstream that speaks the listed formats."""

    model: str | None = None
    """The model's name there; the client's when absent."""
    provider_override: str | None = None
    """The provider's name in logs and metrics."""
    formats: list[FormatConfig]
    """What it speaks."""


class Provider(OneOf):
    """Which API an upstream speaks."""

    open_ai: OpenAiProvider | None = None
    """OpenAI's, or anything that speaks its API."""
    gemini: NotRun[GeminiProvider] = None
    """Google's Gemini."""
    vertex: NotRun[VertexProvider] = None
    """Google's Vertex AI."""
    anthropic: NotRun[AnthropicProvider] = None
    """Anthropic."""
    bedrock: NotRun[BedrockProvider] = None
    """AWS Bedrock."""
    azure: NotRun[AzureProvider] = None
    """Azure's OpenAI service and AI Foundry."""
    copilot: NotRun[CopilotProvider] = None
    """GitHub Copilot."""
    custom: CustomProvider | None = None
    """Anything else, with the formats that it speaks."""
