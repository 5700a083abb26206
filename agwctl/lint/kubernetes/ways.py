"""How requests come from an HTTPRoute to a model server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agwctl.config.names import OLLAMA_PORT
from agwctl.kubernetes.kinds.agentgateway_backend import AgentgatewayBackend, BackendPolicies, LlmProvider
from agwctl.kubernetes.kinds.http_route import BackendRef, Filter, HTTPRoute, HTTPRouteMatch, HTTPRouteRule
from agwctl.lint.kubernetes.context import ManifestContext

__all__ = ["Way", "is_to_backend", "ways"]

GROUP = "agentgateway.dev"
_LEAVE_THE_PATH = ("RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "CORS", "URLRewrite")


class Way(NamedTuple):
    """A rule of a route, one of its backends, and a provider of it."""

    rule: HTTPRouteRule
    backend: AgentgatewayBackend
    provider: LlmProvider

    @property
    def matches(self) -> list[HTTPRouteMatch]:
        return self.rule.matches or []

    @property
    def keeps_path(self) -> bool:
        """Whether an OpenAI provider with a host of its own sends the path on as it gets it."""
        provider = self.provider
        return (
            provider.openai is not None
            and provider.host is not None
            and provider.path is None
            and provider.path_prefix is None
            and not any(_transforms(policies) for policies in self._policies())
        )

    @property
    def is_surely_ollama(self) -> bool:
        return self.provider.port == OLLAMA_PORT

    @property
    def is_probably_ollama(self) -> bool:
        return "ollama" in f"{self.provider.host} {self.backend.name}".lower()

    def _policies(self) -> Iterator[BackendPolicies | None]:
        yield self.backend.spec.policies
        yield getattr(self.provider, "policies", None)


def ways(ctx: ManifestContext) -> Iterator[Way]:
    """The ways of the document's route on which nothing changes the path before the backend is reached."""
    if ctx.manifests.has_key("AgentgatewayPolicy", "transformation"):
        return  # it may set the path
    for route in ctx.each(HTTPRoute):
        for rule in ctx.each(HTTPRouteRule):
            if not _changes_path(rule.filters):
                for ref in filter(ctx.is_sound, rule.backend_refs or ()):
                    yield from _from(ctx, route, rule, ref)


def is_to_backend(ref: BackendRef) -> bool:
    """Whether a reference is to an AgentgatewayBackend."""
    return ref.group == GROUP and ref.kind == AgentgatewayBackend.__name__


def _from(ctx: ManifestContext, route: HTTPRoute, rule: HTTPRouteRule, ref: BackendRef) -> Iterator[Way]:
    if not is_to_backend(ref) or _changes_path(ref.filters):
        return
    backend = ctx.manifests.find(AgentgatewayBackend, ref.namespace or route.namespace, ref.name)
    is_sound = ctx.manifests.is_sound
    if backend is None or not is_sound(backend) or not is_sound(backend.spec):
        return
    ai = backend.spec.ai
    if ai is not None and is_sound(ai):
        groups = filter(is_sound, ai.groups or ())
        providers = [ai.provider] if ai.provider else [provider for group in groups for provider in group.providers]
        yield from (Way(rule, backend, provider) for provider in providers if is_sound(provider))


def _changes_path(filters: list[Filter] | None) -> bool:
    """Whether filters change the path, or may do so."""
    return any(
        getattr(each, "type", None) not in _LEAVE_THE_PATH
        or (each.url_rewrite is not None and each.url_rewrite.path is not None)
        for each in filters or ()
    )


def _transforms(policies: BackendPolicies | None) -> bool:
    return policies is not None and policies.transformation is not None
