"""Backends: policies that only some of them take, and upstreams that this build cannot reach."""

from __future__ import annotations

from agwctl.config.backend import AiBackend
from agwctl.config.decoding import Decoding
from agwctl.config.policy import BackendPolicies
from agwctl.config.root import Config
from agwctl.config.route import Route
from agwctl.config.semantics.places import part, routes_of
from agwctl.diagnostics import codes

__all__ = ["check"]


def check(config: Config, to: Decoding) -> None:
    """Reports misplaced policies, and providers that are only reached over TLS."""
    for route in routes_of(config):
        _check_route(route, to)
    with to.below_not_served():
        for group in config.route_groups or ():
            for route in part(group, "routes") or ():
                _check_route(route, to)
    for named in config.backends:
        _check_routing(named.policies, ", not named backends", to)
        if named.ai is not None:
            _check_provider(named.ai, to)


def _check_route(route: Route, to: Decoding) -> None:
    for backend in route.backends:
        if backend.which != "service":
            _check_routing(backend.policies, "", to)
        if backend.ai is not None:
            _check_provider(backend.ai, to)


def _check_routing(policies: BackendPolicies | None, where: str, to: Decoding) -> None:
    if policies is not None and policies.inference_routing is not None:
        message = f"inferenceRouting is only supported on service route backends{where}"
        to.report(codes.MISPLACED_POLICY, policies.key_node("inference_routing"), message, "take it out")


def _check_provider(backend: AiBackend, to: Decoding) -> None:
    for each in (backend, *(each for group in backend.groups or () for each in part(group, "providers") or ())):
        _check_routing(each.policies, ", not AI provider policies", to)
    provider = part(backend, "provider")
    if provider is not None and provider.which == "open_ai" and backend.host_override is None and to.is_sound(backend):
        to.not_served(backend.key_node("provider"), "openAI without hostOverride", "it goes to api.openai.com over TLS")
