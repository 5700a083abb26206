"""LLM providers and the `ai` policy."""

from __future__ import annotations

from typing import Annotated, Literal

from agwctl.config.model import Model, OneOf, Served, Unserved

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


class AiPolicy(Model):
    """How LLM requests are understood."""

    routes: dict[str, RouteType] = {}
    """Ends of paths, and `*` for the rest, with what a request there is."""
    prompt_guard: Unserved = None
    defaults: Unserved = None
    overrides: Unserved = None
    transformations: Unserved = None
    prompts: Unserved = None
    model_aliases: Unserved = None
    prompt_caching: Unserved = None


class OpenAiProvider(Model):
    """An upstream that speaks OpenAI's API."""

    model: str | None = None


class FormatConfig(Model):
    """A format that a custom provider speaks, and its path when it is not the usual one."""

    type: ProviderFormat
    path: str | None = None


class CustomProvider(Model):
    """An upstream that speaks the listed formats."""

    model: str | None = None
    provider_override: str | None = None
    formats: list[FormatConfig]


class Provider(OneOf):
    """Which API an upstream speaks."""

    open_ai: OpenAiProvider | None = None
    gemini: Unserved = None
    vertex: Unserved = None
    anthropic: Unserved = None
    bedrock: Unserved = None
    azure: Unserved = None
    copilot: Unserved = None
    custom: CustomProvider | None = None
