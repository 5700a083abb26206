"""Providers of the `llm` section: what a model's upstream speaks, where it is, and what is known about it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from agwctl.config.ai import AzureResourceType, CustomProvider, PromptCaching
from agwctl.config.auth import BackendAuth
from agwctl.config.backend_tls import BackendTls
from agwctl.config.expression import Expression
from agwctl.config.header_modifier import HeaderModifier
from agwctl.config.health import Health
from agwctl.config.model import Model, NotRun, OneOf, Served, Unit
from agwctl.config.tunnel import BackendTunnel
from agwctl.config.types import HostPort, Secret
from agwctl.source.node import Node


class LlmProvider(OneOf):
    """The API that a model's upstream speaks: a word, or an object with one key."""

    untagged = "LocalModelAIProvider"

    ollama: Unit = None
    """Ollama on this machine, unless `params` say something else."""
    openai: Unit = None
    """OpenAI, or anything that speaks its API."""
    open_ai: Unit = None
    """Another spelling of `openai`."""
    custom: CustomProvider | None = None
    """Anything else, with the formats that it speaks."""
    reference: NotRun[str] = None
    """The name of an entry of `llm.providers`."""
    gemini: NotRun[Unit] = None
    """Google's Gemini."""
    vertex: NotRun[Unit] = None
    """Google's Vertex AI; `params` must give `vertexProject`."""
    anthropic: NotRun[Unit] = None
    """Anthropic."""
    bedrock: NotRun[Unit] = None
    """AWS Bedrock; `params` must give `awsRegion`."""
    azure: NotRun[Unit] = None
    """Azure; `params` must give `azureResourceName` and `azureResourceType`."""
    copilot: NotRun[Unit] = None
    """GitHub Copilot."""
    cohere: NotRun[Unit] = None
    """Cohere."""
    baseten: NotRun[Unit] = None
    """Baseten."""
    cerebras: NotRun[Unit] = None
    """Cerebras."""
    deepinfra: NotRun[Unit] = None
    """DeepInfra."""
    deepseek: NotRun[Unit] = None
    """DeepSeek."""
    groq: NotRun[Unit] = None
    """Groq."""
    huggingface: NotRun[Unit] = None
    """Hugging Face's router."""
    mistral: NotRun[Unit] = None
    """Mistral."""
    openrouter: NotRun[Unit] = None
    """OpenRouter."""
    togetherai: NotRun[Unit] = None
    """Together AI."""
    xai: NotRun[Unit] = None
    """xAI."""
    fireworks: NotRun[Unit] = None
    """Fireworks AI."""


class LlmParams(Model):
    """Where a model is and what it is called there."""

    model: str | None = None
    """The name sent upstream; the client's when absent."""
    api_key: Secret | None = None
    """The credential sent upstream."""
    base_url: str | None = None
    """`http://host:port/path`; the preset's own when absent."""
    host_override: HostPort | None = None
    """Where the upstream is, instead of its usual host."""
    path_override: str | None = None
    """Takes the place of path and query."""
    path_prefix: str | None = None
    """Takes the place of `/v1`."""
    tokenize: Annotated[bool, Served(False)] = False
    """Whether the gateway counts a prompt's tokens before it sends it."""
    aws_region: NotRun[str] = None
    """Bedrock's region."""
    vertex_region: NotRun[str] = None
    """Vertex AI's region."""
    vertex_project: NotRun[str] = None
    """Vertex AI's project."""
    azure_resource_name: NotRun[str] = None
    """Azure's resource."""
    azure_resource_type: NotRun[AzureResourceType] = None
    """What kind of resource it is."""
    azure_api_version: NotRun[str] = None
    """The version of Azure's API."""
    azure_project_name: NotRun[str] = None
    """Azure's project, for Foundry."""


class ProviderDefaults(Model):
    """What counts for the models of a provider that say nothing else."""

    aliases: ClassVar = {"backendTLS": "tls"}

    defaults: dict[str, Node] | None = None
    """Values of the request's body that count where the client gives none."""
    overrides: dict[str, Node] | None = None
    """Values of the request's body that always count."""
    transformation: dict[str, Expression] | None = None
    """Values of the request's body that are computed."""
    request_headers: HeaderModifier | None = None
    """Changes to the headers that go upstream."""
    response_headers: HeaderModifier | None = None
    """Changes to the headers that come back."""
    tls: BackendTls | None = None
    """TLS towards the upstream."""
    auth: BackendAuth | None = None
    """The credential sent upstream."""
    health: Health | None = None
    """When the upstream counts as unhealthy."""
    backend_tunnel: BackendTunnel | None = None
    """A proxy on the way to the upstream."""
    prompt_caching: PromptCaching | None = None
    """Marks that let a provider reuse what it has read before."""


class NamedProvider(Model):
    """A provider that models refer to by its name."""

    name: str
    """Its name."""
    provider: LlmProvider
    """The API that it speaks."""
    params: LlmParams = LlmParams()
    """Where it is."""
    defaults: ProviderDefaults | None = None
    """What counts for its models that say nothing else."""
