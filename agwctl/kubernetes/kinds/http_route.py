"""gateway.networking.k8s.io HTTPRoute: which requests go where."""

from __future__ import annotations

from typing import ClassVar, Literal

from agwctl.config.model import Model
from agwctl.config.types import NonzeroPort
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
