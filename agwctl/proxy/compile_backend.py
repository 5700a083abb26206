"""Backends of the configuration → targets with their filters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agwctl.config.address import HostPort
from agwctl.config.backend import AiBackend, NamedBackend, RouteBackend
from agwctl.config.policy import BackendPolicies, RoutePolicies
from agwctl.http.dial import Origin
from agwctl.llm.formats import OPENAI
from agwctl.llm.paths import UpstreamPath
from agwctl.llm.route_type import RouteType, SuffixTable, suffix_table
from agwctl.proxy.failure import Failure, Reason
from agwctl.proxy.filters import BACKEND_REQUEST, RESPONSE, compile_filters
from agwctl.proxy.route import AiTarget, Backend, HostTarget

__all__ = ["NOT_RUN", "Backends", "host_target"]

UNKNOWN = Failure(500, "service not found", Reason.INTERNAL)
INVALID = Failure(500, "backend does not exist", Reason.INTERNAL)
NO_HOST = Failure(
    503,
    "processing failed: custom providers require an explicit host override or provider backend",
    Reason.INTERNAL,
    code="no_upstream_host",
)
NOT_RUN = Failure(503, "this build of agwctl does not run this kind of backend", Reason.INTERNAL)
"""Never met by a client: `serve` refuses such configurations."""
MERGED = ("request_header_modifier", "response_header_modifier", "backend_auth", "http", "ai")


class Layered:
    """Backend policies of several layers, the later ones replacing the earlier of the same kind."""

    def __init__(self, layers: Iterable[object]) -> None:
        found: dict[str, Any] = {}
        for layer in layers:
            found.update({name: value for name in MERGED if (value := getattr(layer, name, None)) is not None})
        self.request_header_modifier = found.get("request_header_modifier")
        self.response_header_modifier = found.get("response_header_modifier")
        self.backend_auth = found.get("backend_auth")
        self.http = found.get("http")
        self.ai = found.get("ai")


class RouteLayer:
    """Of a route's policies, those that act at the backend."""

    def __init__(self, policies: RoutePolicies | None) -> None:
        self.backend_auth = policies.backend_auth if policies is not None else None


class Backends:
    """Compiles backends; knows the named ones."""

    def __init__(self, named: Iterable[NamedBackend]) -> None:
        self._named = {f"/{backend.name}": backend for backend in named}

    def compile(self, config: RouteBackend, name: str, route: RoutePolicies | None) -> Backend:
        """One backend of a route; `name` is what metrics call it when it has no name of its own."""
        target_config: RouteBackend | NamedBackend = config
        inline: BackendPolicies | None = None
        if config.backend is not None:
            found = self._named.get(config.backend)
            if found is None:
                return Backend(name, UNKNOWN, config.weight)
            name, target_config, inline = config.backend, found, found.policies
        own = target_config.ai.policies if target_config.ai is not None else None
        policies = Layered([RouteLayer(route), own, inline, config.policies])
        return Backend(
            name=name,
            target=_target(target_config, policies, route),
            weight=config.weight,
            request_filters=compile_filters(policies, BACKEND_REQUEST),
            response_filters=compile_filters(policies, RESPONSE),
            timeout=policies.http.request_timeout if policies.http is not None else None,
        )


def _target(
    config: RouteBackend | NamedBackend, policies: Layered, route: RoutePolicies | None
) -> HostTarget | AiTarget | Failure:
    if config.host is not None:
        return host_target(config.host)
    if config.ai is not None:
        return _ai_target(config.ai, policies, route)
    if config.which == "invalid":
        return INVALID
    return UNKNOWN if config.which == "service" else NOT_RUN


def host_target(where: HostPort) -> HostTarget:
    if where.path is not None:
        return HostTarget(Origin(f"unix:{where.path}", 0), None, str(where))
    name = None if where.is_ip else where.host.encode()
    return HostTarget(Origin(where.host, where.port), name, str(where))


def _ai_target(config: AiBackend, policies: Layered, route: RoutePolicies | None) -> AiTarget | Failure:
    if config.groups is not None or config.provider.which not in ("open_ai", "custom"):
        return NOT_RUN
    if config.host_override is None:
        return NO_HOST
    custom, openai = config.provider.custom, config.provider.open_ai
    spoken = {RouteType(fmt.type): fmt.path for fmt in custom.formats} if custom is not None else dict.fromkeys(OPENAI)
    return AiTarget(
        host=host_target(config.host_override),
        provider="openai" if custom is None else custom.provider_override or "custom",
        path=UpstreamPath(
            openai=custom is None,
            prefix=config.path_prefix,
            override=config.path_override,
            formats={kind: path for kind, path in spoken.items() if path is not None},
        ),
        formats=spoken.keys(),
        model=custom.model if custom is not None else openai.model if openai is not None else None,
        types=_types(policies, route),
    )


def _types(policies: Layered, route: RoutePolicies | None) -> SuffixTable | None:
    """The `ai.routes` in force: the backend's when it has any, else the route's."""
    layers = (policies.ai, route.ai if route is not None else None)
    return next((suffix_table(ai.routes) for ai in layers if ai is not None and ai.routes), None)
