"""A path of the route's own goes on to Ollama, which has no such path.

What it does: finds rules of an HTTPRoute that match a path which Ollama does not have, such as `/ollama`, and lead to
an AgentgatewayBackend with `openai`, a host of its own, and neither `path` nor `pathPrefix`. It is an error on Ollama's
port, else a warning.

Why: neither the match nor agentgateway takes the prefix off. `/ollama/v1/chat/completions` reaches Ollama as it is,
and Ollama answers 404 page not found. All conditions of the route and of the backend are True all the same.

Example:

    apiVersion: agentgateway.dev/v1alpha1
    kind: AgentgatewayBackend
    metadata: {name: ollama}
    spec:
      ai:
        provider:
          openai: {}
          host: ollama.lan
          port: 11434
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: ollama}
    spec:
      parentRefs: [{name: gateway}]
      rules:
      - matches:
        - path: {type: PathPrefix, value: /ollama}
        backendRefs:
        - {group: agentgateway.dev, kind: AgentgatewayBackend, name: ollama}

Use instead: a filter that takes the prefix off. `pathPrefix` beside `host` does it for requests whose type is known,
such as chat; with both, `POST /ollama` itself is a chat request too.

    apiVersion: agentgateway.dev/v1alpha1
    kind: AgentgatewayBackend
    metadata: {name: ollama}
    spec:
      ai:
        provider:
          openai: {}
          host: ollama.lan
          port: 11434
          pathPrefix: /v1
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: ollama}
    spec:
      parentRefs: [{name: gateway}]
      rules:
      - matches:
        - path: {type: PathPrefix, value: /ollama}
        filters:
        - type: URLRewrite
          urlRewrite:
            path: {type: ReplacePrefixMatch, replacePrefixMatch: /}
        backendRefs:
        - {group: agentgateway.dev, kind: AgentgatewayBackend, name: ollama}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.kubernetes.kinds.http_route import HTTPRouteMatch, HTTPRoutePath, UrlRewrite
from agwctl.lint.kubernetes.context import ManifestContext
from agwctl.lint.kubernetes.ways import Way, ways
from agwctl.lint.rule import fix
from agwctl.source.edit import Edits
from agwctl.source.node import Mapping
from agwctl.source.quoting import Plain, flow_text

META = Code("AGW801", "prefix-reaches-upstream", Severity.ERROR, "a path of the route that Ollama does not have")
IDS = ("E04",)

_PATH: Plain = {"type": "ReplacePrefixMatch", "replacePrefixMatch": "/"}
_FILTERS: Plain = [{"type": "URLRewrite", "urlRewrite": {"path": _PATH}}]
_OLLAMA = ("", "v1", "api")
"""First segments of the paths that Ollama has."""


def check(ctx: ManifestContext) -> Iterator[Finding]:
    told: set[int] = set()
    for way in ways(ctx):
        is_ollama = way.is_surely_ollama or way.is_probably_ollama
        path = _own_path(way) if is_ollama and way.keeps_path and id(way.rule) not in told else None
        if path is not None and ctx.is_sound(path):
            told.add(id(way.rule))
            yield _finding(ctx, way, path)


def _own_path(way: Way) -> HTTPRoutePath | None:
    """The first path of a rule that Ollama does not have."""
    return next((match.path for match in way.matches if match.path is not None and _is_own(match)), None)


def _is_own(match: HTTPRouteMatch) -> bool:
    path = match.path
    if path is None or path.value is None or path.type == "RegularExpression":
        return False
    return path.value.startswith("/") and path.value.split("/")[1] not in _OLLAMA


def _finding(ctx: ManifestContext, way: Way, path: HTTPRoutePath) -> Finding:
    value = path.value or ""
    is_exact = path.type == "Exact"
    client = value if is_exact else value.rstrip("/") + "/v1/chat/completions"
    backend = f"AgentgatewayBackend {way.backend.name}"
    beside = f"pathPrefix: /v1 beside host in {backend}"
    if is_exact:
        hint = f"write {beside}"
    elif len(way.matches) > 1:
        hint = f"write {beside}, or give {value} a rule of its own with filters: {flow_text(_FILTERS)}"
    else:
        hint = f"for all endpoints, take {value} off with {_to_write(way)}; or, for chat alone, write {beside}; "
        hint += f"with both, POST {value} itself is chat as well"
    return Finding(
        META if way.is_surely_ollama else META._replace(severity=Severity.WARNING),
        path.node("value"),
        f"a request to {client} reaches Ollama as {client}, and Ollama answers 404",
        hint,
        (Label(way.provider.node("host"), f"{backend} sends it on to here with its path"),),
        None if is_exact or len(way.matches) > 1 else fix(f"take {value} off", _rewritten(ctx, way), safe=False),
    )


def _to_write(way: Way) -> str:
    if _url_rewrite(way) is not None:
        return f"path: {flow_text(_PATH)} in its urlRewrite"
    more = " beside the others" if way.rule.filters else ""
    return f"filters: {flow_text(_FILTERS)}{more}"


def _rewritten(ctx: ManifestContext, way: Way) -> Edits:
    rule, rewrite = way.rule.node(), _url_rewrite(way)
    if rewrite is not None:
        inner = rewrite.node()
        return ctx.editor.insert(inner, "path", _PATH) if isinstance(inner, Mapping) else None
    if not isinstance(rule, Mapping) or rule.get("filters") is not None:
        return None
    return ctx.editor.insert(rule, "filters", _FILTERS, "matches")


def _url_rewrite(way: Way) -> UrlRewrite | None:
    return next((each.url_rewrite for each in way.rule.filters or () if each.url_rewrite is not None), None)
