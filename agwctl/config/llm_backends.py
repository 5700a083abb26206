"""Routes to LLMs: those to `ai` backends, with the policies on the way, and those to hosts that are Ollama's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agwctl.config.backend import AiProvider, NamedBackend, RouteBackend
from agwctl.config.model import Model
from agwctl.config.models import Models
from agwctl.config.names import OLLAMA_PORT
from agwctl.config.route import Route
from agwctl.source.node import Node

__all__ = ["AiPlace", "OllamaHost", "find_ai_places", "model_of", "ollama_hosts", "time_limits"]


class AiPlace(NamedTuple):
    """A provider of an `ai` backend as a route reaches it."""

    route: Route
    entry: RouteBackend
    ai: AiProvider
    """The backend itself, or a provider of one of its groups."""
    layers: tuple[Model, ...]
    """The policies that count for it: of the entry, the named backend, the `ai` object, the provider, the route."""

    @property
    def keeps_path(self) -> bool:
        """Whether Ollama gets the client's path: an overridden host, and nothing that says another path."""
        ai = self.ai
        return (
            ai.host_override is not None
            and ai.path_override is None
            and ai.path_prefix is None
            and ai.provider.which == "open_ai"
        )

    @property
    def types_paths(self) -> bool:
        """Whether an `ai.routes` map says what requests are."""
        return any(ai.routes for layer in self.layers if (ai := getattr(layer, "ai", None)) is not None)


class OllamaHost(NamedTuple):
    """A plain host that is Ollama by its port, as a route reaches it."""

    route: Route
    entry: RouteBackend
    named: RouteBackend | NamedBackend
    """The object that names the host: the entry itself, or the backend that it stands for."""


def find_ai_places(models: Models) -> Iterator[AiPlace]:
    """Every way from a route to a provider of an `ai` backend, in the order of the file."""
    named = _by_reference(models)
    for route in models.each(Route):
        for entry in route.backends:
            yield from _places(models, route, entry, named)


def _by_reference(models: Models) -> dict[str, NamedBackend]:
    return {f"/{backend.name}": backend for backend in models.each(NamedBackend)}


def _places(models: Models, route: Route, entry: RouteBackend, named: dict[str, NamedBackend]) -> Iterator[AiPlace]:
    target = named.get(entry.backend) if entry.backend is not None else None
    ai = target.ai if target is not None else entry.ai
    if ai is None or not models.is_sound(entry) or not models.is_sound(ai):
        return
    around = (entry.policies, target.policies if target is not None else None, ai.policies)
    grouped = [provider for group in ai.groups or () if models.is_sound(group) for provider in group.providers]
    for provider in grouped if ai.groups is not None else [ai]:
        if models.is_sound(provider) and hasattr(provider, "provider"):
            layers = (*around, provider.policies if provider is not ai else None, route.policies)
            yield AiPlace(route, entry, provider, tuple(layer for layer in layers if layer is not None))


def model_of(ai: AiProvider) -> tuple[str, Node] | None:
    """The model that a backend is configured for, and where."""
    provider = ai.provider.value
    model = getattr(provider, "model", None)
    return (model, provider.node("model")) if isinstance(model, str) else None


def time_limits(place: AiPlace) -> Iterator[tuple[Model, str]]:
    """The object and field of each; a backend's own takes the place of the route's for one attempt."""
    https = [http for layer in place.layers if (http := getattr(layer, "http", None)) is not None]
    own = next((http for http in https if http.request_timeout is not None), None)
    if own is not None:
        yield own, "request_timeout"
    timeout = place.route.policies.timeout if place.route.policies is not None else None
    if timeout is not None:
        if own is None and timeout.backend_request_timeout is not None:
            yield timeout, "backend_request_timeout"
        if timeout.request_timeout is not None:
            yield timeout, "request_timeout"


def ollama_hosts(models: Models) -> Iterator[OllamaHost]:
    """The routes to plain hosts that are Ollama by their port, in the order of the file."""
    named = _by_reference(models)
    for route in models.each(Route):
        for entry in route.backends:
            target: RouteBackend | NamedBackend = named.get(entry.backend or "", entry)
            if target.host is not None and target.host.port == OLLAMA_PORT:
                yield OllamaHost(route, entry, target)
