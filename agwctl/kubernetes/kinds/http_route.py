"""gateway.networking.k8s.io HTTPRoute: which requests go where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from agwctl.config.model import Model
from agwctl.config.types import NonzeroPort
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding
from agwctl.kubernetes.kinds.metadata import Resource, Unchecked
from agwctl.source.node import Node

__all__ = ["BackendRef", "Filter", "HTTPRoute", "HTTPRouteMatch", "HTTPRoutePath", "HTTPRouteRule", "HTTPRouteSpec"]


class ParentRef(Model):
    """What a route hangs on: a Gateway unless a kind is given."""

    group: str | None = None
    kind: str | None = None
    name: str
    namespace: str | None = None
    section_name: str | None = None
    port: NonzeroPort | None = None


class ValueMatch(Model):
    """A header or a query parameter, and its value."""

    name: str
    value: str
    type: Literal["Exact", "RegularExpression"] | None = None


class HTTPRoutePath(Model):
    """How the path is compared; a prefix is one of whole segments."""

    type: Literal["PathPrefix", "Exact", "RegularExpression"] | None = None
    value: str | None = None

    def mistakes(self) -> Iterator[Finding]:
        if self.value is None or self.type == "RegularExpression":
            return
        if not self.value.startswith("/"):
            message = "value must be an absolute path and start with '/' when type one of ['Exact', 'PathPrefix']"
            yield Finding(codes.BAD_NAME, self.node("value"), message, f"write /{self.value}")
        for part in ("//", "/./", "/../", "%2f", "%2F", "#"):
            if part in self.value:
                message = f"must not contain '{part}' when type one of ['Exact', 'PathPrefix']"
                yield Finding(codes.BAD_NAME, self.node("value"), message)
                break


class HTTPRouteMatch(Model):
    """One alternative; all that it names must hold."""

    path: HTTPRoutePath | None = None
    headers: list[ValueMatch] | None = None
    query_params: list[ValueMatch] | None = None
    method: Literal["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"] | None = None


class PathRewrite(Model):
    """What becomes of the path, or of the prefix that was matched."""

    type: Literal["ReplaceFullPath", "ReplacePrefixMatch"]
    replace_full_path: str | None = None
    replace_prefix_match: str | None = None


class UrlRewrite(Model):
    """A change of the request's address."""

    hostname: str | None = None
    path: PathRewrite | None = None


class Filter(Model):
    """A change of the request or the response."""

    is_partial: ClassVar[bool] = True
    type: str
    url_rewrite: UrlRewrite | None = None

    spelt: ClassVar[dict[str, str]] = {"url_rewrite": "urlRewrite"}


class BackendRef(Model):
    """Where requests go; without group and kind it is a Service."""

    group: str | None = None
    kind: str | None = None
    name: str
    namespace: str | None = None
    port: NonzeroPort | None = None
    weight: Node | None = None
    filters: list[Filter] | None = None

    def mistakes(self) -> Iterator[Finding]:
        if not self.group and self.kind in (None, "Service") and self.port is None:
            message = "Must have port for Service reference"
            hint = "add 'port'; for an AgentgatewayBackend, add group: agentgateway.dev and kind: AgentgatewayBackend"
            yield Finding(codes.MISSING_KEY, self.node(), message, hint)


class HTTPRouteRule(Model):
    """Requests that match go to the backends."""

    name: str | None = None
    matches: list[HTTPRouteMatch] | None = None
    filters: list[Filter] | None = None
    backend_refs: list[BackendRef] | None = None
    timeouts: Unchecked = None
    retry: Unchecked = None
    session_persistence: Unchecked = None


class HTTPRouteSpec(Model):
    """Gateways, host names and rules."""

    is_partial: ClassVar[bool] = True
    parent_refs: list[ParentRef] | None = None
    hostnames: list[str] | None = None
    rules: list[HTTPRouteRule] | None = None


class HTTPRoute(Resource):
    """A route of a Gateway."""

    spec: HTTPRouteSpec
    status: Node | None = None
