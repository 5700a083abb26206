"""A route sends requests to a backend that does not exist, while one with nearly the same name does.

What it does: finds references of an HTTPRoute to an AgentgatewayBackend that none of the files has, where the files
have one of the same name in another namespace, or one of a similar name. A backend that is only in the cluster is no
mistake.

Why: the route is accepted with ResolvedRefs False, BackendNotFound, and clients get 500 service not found. A reference
without a namespace means the namespace of the route.

Example:

    apiVersion: agentgateway.dev/v1alpha1
    kind: AgentgatewayBackend
    metadata: {name: ollama, namespace: models}
    spec: {ai: {provider: {openai: {}, host: ollama.lan, port: 11434, pathPrefix: /v1}}}
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: ollama, namespace: apps}
    spec:
      rules:
      - backendRefs:
        - {group: agentgateway.dev, kind: AgentgatewayBackend, name: ollama}

Use instead: the namespace of the backend, with a ReferenceGrant there; or all in one namespace.

    apiVersion: agentgateway.dev/v1alpha1
    kind: AgentgatewayBackend
    metadata: {name: ollama, namespace: models}
    spec: {ai: {provider: {openai: {}, host: ollama.lan, port: 11434, pathPrefix: /v1}}}
    ---
    apiVersion: gateway.networking.k8s.io/v1
    kind: HTTPRoute
    metadata: {name: ollama, namespace: apps}
    spec:
      rules:
      - backendRefs:
        - {group: agentgateway.dev, kind: AgentgatewayBackend, name: ollama, namespace: models}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.suggest import nearest
from agwctl.diagnostics.diagnostic import Code, Finding, Fix, Label, Severity
from agwctl.kubernetes.kinds.agentgateway_backend import AgentgatewayBackend
from agwctl.kubernetes.kinds.http_route import BackendRef, HTTPRoute
from agwctl.lint.kubernetes.context import ManifestContext
from agwctl.lint.kubernetes.ways import is_to_backend
from agwctl.lint.rule import fix
from agwctl.source.node import Mapping

META = Code("AGW802", "unknown-backend", Severity.WARNING, "a backend that does not exist where it is looked for")
IDS = ("F07", "F08")

MANY = 200
"""Up to this number of backends, one that may be meant is looked for."""


def check(ctx: ManifestContext) -> Iterator[Finding]:
    if len(ctx.manifests.each(AgentgatewayBackend)) > MANY:
        return
    for route in ctx.each(HTTPRoute):
        for ref in filter(is_to_backend, ctx.each(BackendRef)):
            namespace = ref.namespace or route.namespace
            if ctx.manifests.find(AgentgatewayBackend, namespace, ref.name) is None:
                yield from _meant(ctx, ref, namespace)


def _meant(ctx: ManifestContext, ref: BackendRef, namespace: str) -> Iterator[Finding]:
    every = [each for each in ctx.manifests.each(AgentgatewayBackend) if each.name]
    where = f" in namespace {namespace}" if namespace else ""
    told = f"no AgentgatewayBackend {ref.name}{where} is here"
    there = [each for each in every if each.name == ref.name]
    if there:
        other = there[0]
        if namespace and len(there) == 1 and other.namespace not in ("", namespace):
            hint = f"write namespace: {other.namespace}, with a ReferenceGrant there; or put both into one namespace"
            yield _finding(ref, f"{told}, but in {other.namespace}", hint, other, _moved(ctx, ref, other.namespace))
        return
    beside = {each.name: each for each in every if each.namespace == namespace}
    similar = nearest(ref.name, tuple(beside)) if beside else None
    if similar is not None:
        rename = fix(f"write {similar}", ctx.editor.replace(ref.node("name"), similar), safe=False)
        yield _finding(ref, told, f"did you mean '{similar}'?", beside[similar], rename)


def _finding(ref: BackendRef, message: str, hint: str, other: AgentgatewayBackend, way_out: Fix | None) -> Finding:
    return Finding(META, ref.node("name"), message, hint, (Label(other.metadata.node("name"), "this one is"),), way_out)


def _moved(ctx: ManifestContext, ref: BackendRef, namespace: str) -> Fix | None:
    whole, given = ref.node(), ref.node("namespace")
    if ref.namespace is not None:
        edits = ctx.editor.replace(given, namespace)
    else:
        edits = ctx.editor.insert(whole, "namespace", namespace, "name") if isinstance(whole, Mapping) else None
    return fix(f"write namespace: {namespace}", edits, safe=False)
