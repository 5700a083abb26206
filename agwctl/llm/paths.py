"""Where a request goes on the upstream: the client's path, the provider's, or the configured one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agwctl.llm.route_type import RouteType

__all__ = ["SUFFIXES", "UpstreamPath", "below_mount"]

SUFFIXES = {
    RouteType.COMPLETIONS: "/chat/completions",
    RouteType.RESPONSES: "/responses",
    RouteType.EMBEDDINGS: "/embeddings",
    RouteType.RERANK: "/rerank",
    RouteType.REALTIME: "/realtime",
    RouteType.MESSAGES: "/messages",
}
"""What follows the prefix for a format."""


@dataclass(frozen=True, slots=True)
class UpstreamPath:
    """How a provider's configuration makes the upstream's target of the client's."""

    openai: bool
    """The openAI provider; otherwise a custom one, the `ollama` preset included."""
    host_override: bool = True
    prefix: str | None = None
    """`pathPrefix`; "" counts."""
    override: str | None = None
    """`pathOverride`; its own query included."""
    formats: Mapping[RouteType, str] = field(default_factory=dict)
    """A custom provider's own paths."""

    def target(self, kind: RouteType, target: str) -> str:
        """The upstream's path and query for a client's path and query."""
        if self.override is not None:
            return self.override
        path, mark, query = target.partition("?")
        suffix = SUFFIXES.get(kind)
        prefix = None if self.prefix is None else self.prefix.rstrip("/")
        if suffix is None:
            return self._untyped(path, prefix) + mark + query
        if self.openai and self.host_override and prefix is None:
            return target
        own = self.formats.get(kind)
        return (own or ("/v1" if prefix is None else prefix) + suffix) + mark + query

    def _untyped(self, path: str, prefix: str | None) -> str:
        if prefix is None:
            return path
        if self.openai and (path == "/v1" or path.startswith("/v1/")):
            path = path[len("/v1") :]
        return prefix + path


def below_mount(prefix: str, method: str, path: str) -> str:
    """What is left of `path` once the matched prefix is off; a bare POST means a chat completion.

    For routes that `prefix-is-a-mount` describes: `/ollama/api/tags` → `/api/tags`, POST `/ollama` → the chat path.
    """
    rest = path[len(prefix.rstrip("/")) :]
    if rest.strip("/") or method != "POST":
        return rest or "/"
    return "/v1/chat/completions"
