"""Models of the `llm` section."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

from agwctl.config.base_url import BaseUrl
from agwctl.config.decoding import Decoding
from agwctl.config.llm import Llm, LlmModel
from agwctl.config.llm_provider import NamedProvider
from agwctl.config.root import Config
from agwctl.config.semantics.places import part
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Label
from agwctl.source.node import Node

__all__ = ["check"]


def check(config: Config, to: Decoding) -> None:
    """Reports models that cannot be told apart or reached."""
    llm = config.llm
    models: list[LlmModel] = [] if llm is None else part(llm, "models") or []
    _check_ids(models, to)
    for model in models:
        if part(model, "name") is not None:
            _check_name(model, to)
    for name, owner in _upstreams(llm, models):
        with to.below_not_served() if isinstance(owner, NamedProvider) else nullcontext():
            _check_address(name, owner, to)
            _check_provider(name, owner, to)


def _upstreams(llm: Llm | None, models: list[LlmModel]) -> Iterator[tuple[str, LlmModel | NamedProvider]]:
    """What says where requests go: models, and providers that they refer to, each once, by the first model's name."""
    named = {part(entry, "name"): entry for entry in (llm and llm.providers) or ()}
    for model in models:
        name, provider = part(model, "name"), part(model, "provider")
        if name is None:
            continue
        owner = model if provider is None or provider.reference is None else named.pop(provider.reference, None)
        if owner is not None:
            yield name, owner


def _check_ids(models: list[LlmModel], to: Decoding) -> None:
    seen: dict[str, Node] = {}
    for model in models:
        if model.id is None:
            continue
        node = model.node("id")
        if not model.id:
            to.report(codes.BAD_MODEL_ID, node, "llm.models model id cannot be empty")
        elif model.id in seen:
            label = Label(seen[model.id], "given here first")
            message = f"llm.models contains duplicate model id: {model.id}"
            to.report(codes.BAD_MODEL_ID, node, message, "give it another one", (label,))
        seen.setdefault(model.id, node)


def _check_name(model: LlmModel, to: Decoding) -> None:
    name = model.name
    if name.count("*") > 1:
        message = f"model name wildcard may only appear once: '{name}'"
    elif "*" in name[1:-1]:
        message = f"model name wildcard must be either at the beginning or the end: '{name}'"
    else:
        return
    to.report(codes.BAD_MODEL_NAME, model.node("name"), message, "allowed are *, PREFIX* and *SUFFIX")


def _check_address(name: str, owner: LlmModel | NamedProvider, to: Decoding) -> None:
    text, node = owner.params.base_url, owner.params.node("base_url")
    if text is None:
        return
    try:
        url = BaseUrl.parse(text, name)
    except ValueError as error:
        is_bare = text[:1].isalnum() and "://" not in text and "@" not in text
        hint = f"write http://{text}" if is_bare else "write http://HOST:PORT/PATH"
        to.report(codes.BAD_BASE_URL, node, str(error), hint)
        return
    if url.is_tls:
        to.not_served(owner.params.key_node("base_url"), "an https base URL")


_NEEDS = {
    "vertex": [("vertex_project", "vertex requires vertex_project")],
    "bedrock": [("aws_region", "bedrock requires aws_region")],
    "azure": [
        ("azure_resource_name", "azure requires azureResourceName"),
        ("azure_resource_type", "azure requires azureResourceType"),
    ],
}
"""What the parameters of a model must give for some providers."""


def _check_provider(name: str, owner: LlmModel | NamedProvider, to: Decoding) -> None:
    provider = part(owner, "provider")
    if provider is None or not to.is_sound(owner.params):
        return
    params, tag, node = owner.params, provider.which, owner.node("provider")
    for field, message in _NEEDS.get(tag, []):
        if getattr(params, field) is None:
            to.report(codes.INCOMPLETE_PROVIDER, node, message)
            return
    is_addressed = params.base_url is not None or params.host_override is not None
    if tag == "custom" and part(provider.custom, "formats") is not None:
        if not provider.custom.formats:
            message = f"custom provider for model {name} must specify at least one format"
            to.report(codes.INCOMPLETE_PROVIDER, provider.custom.node("formats"), message, "add {type: completions}")
        elif not is_addressed:
            message = f"custom provider for model {name} requires params.baseUrl"
            to.report(codes.INCOMPLETE_PROVIDER, node, message, "add params: {baseUrl: http://HOST:PORT/v1}")
    elif tag in ("openai", "open_ai") and not is_addressed:
        to.not_served(node, "openai without params.baseUrl", "it goes to api.openai.com over TLS")
    elif tag == "ollama" and params.path_override is not None and not is_addressed:
        # There the preset's own address is not used, and every request fails.
        to.not_served(params.key_node("path_override"), "pathOverride without params.baseUrl")
