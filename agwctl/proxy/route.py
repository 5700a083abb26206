"""What a configuration is compiled to: routes, backends and their filters, ready to run."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from agwctl.http.dial import Origin
from agwctl.llm.paths import UpstreamPath
from agwctl.llm.route_type import RouteType, SuffixTable
from agwctl.proxy.failure import Failure

if TYPE_CHECKING:
    from agwctl.proxy.filters import RequestFilter, ResponseFilter
    from agwctl.proxy.router import ModelRouter

__all__ = ["AiTarget", "Backend", "HostTarget", "Route"]


class HostTarget(NamedTuple):
    """A host that requests go to as they are."""

    origin: Origin
    auto_host: bytes | None
    """The Host that the upstream sees unless a policy sets one: its name; None for IP addresses and unix sockets."""
    endpoint: str


class AiTarget(NamedTuple):
    """A host that speaks an LLM API."""

    host: HostTarget
    provider: str
    """`openai`, `ollama` or the name of a custom provider, as metrics and logs show it."""
    path: UpstreamPath
    formats: Collection[RouteType]
    """What the provider speaks."""
    model: str | None = None
    model_is_fixed: bool = False
    """The model takes the place of the client's in both modes: an entry of the `llm` section."""
    types: SuffixTable | None = None
    """What a request is by the end of its path; None when the configuration does not say."""

    @property
    def leaves_path(self) -> bool:
        """The upstream gets the client's path."""
        return self.path.prefix is None and self.path.override is None


class Backend(NamedTuple):
    """One weighted backend of a route."""

    name: str
    target: HostTarget | AiTarget | Failure
    weight: int = 1
    request_filters: tuple[RequestFilter, ...] = ()
    response_filters: tuple[ResponseFilter, ...] = ()
    timeout: float | None = None
    """Seconds that an attempt may take until the head of its answer; beats the route's."""

    @property
    def is_llm(self) -> bool:
        """An `ai` backend, one without an address included: of all failed targets only that one has a code."""
        target = self.target
        return target.code is not None if isinstance(target, Failure) else isinstance(target, AiTarget)


class Route(NamedTuple):
    """One route with everything that runs for it."""

    key: str
    """`namespace/name`: its place among equals, and its name in logs."""
    position: int
    """Its place in the file."""
    backends: tuple[Backend, ...] = ()
    request_filters: tuple[RequestFilter, ...] = ()
    response_filters: tuple[ResponseFilter, ...] = ()
    request_timeout: float | None = None
    backend_timeout: float | None = None
    rewrites_path: bool = False
    """`urlRewrite.path` says what becomes of the path."""
    router: ModelRouter | None = None
    """The `llm` section's model router; its route has no backends of its own."""

    @property
    def ai_targets(self) -> list[AiTarget]:
        return [backend.target for backend in self.backends if isinstance(backend.target, AiTarget)]

    @property
    def models(self) -> list[str]:
        """Configured models of its `ai` backends."""
        return [target.model for target in self.ai_targets if target.model]

    @property
    def is_llm(self) -> bool:
        return self.router is not None or any(backend.is_llm for backend in self.backends)
