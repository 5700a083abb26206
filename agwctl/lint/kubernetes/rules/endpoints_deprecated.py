"""Endpoints are on their way out; an EndpointSlice does the same.

What it does: finds objects of the kind Endpoints.

Why: Kubernetes 1.33 and later answers each `kubectl apply` of them with a warning. A controller mirrors them into
EndpointSlices for now. Those that are left over beside a new EndpointSlice go on serving, so that some requests still
go to the old address.

Example:

    apiVersion: v1
    kind: Endpoints
    metadata: {name: ollama}
    subsets:
    - addresses: [{ip: "192.168.1.100"}]
      ports: [{port: 11434}]

Use instead:

    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      name: ollama-1
      labels: {kubernetes.io/service-name: ollama}
    addressType: IPv4
    ports:
    - port: 11434
    endpoints:
    - addresses: ["192.168.1.100"]
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.kubernetes.kinds.endpoints import Endpoints
from agwctl.lint.kubernetes.context import ManifestContext

META = Code("AGW821", "endpoints-deprecated", Severity.INFO, "Endpoints, which EndpointSlices have replaced")
IDS = ("F04",)


def check(ctx: ManifestContext) -> Iterator[Finding]:
    for each in ctx.each(Endpoints):
        slices = ctx.manifests.slices(each.namespace, each.name)
        beside = [Label(other.node("kind"), "this one serves as well") for other in slices[:1]]
        yield Finding(
            META,
            each.node("kind"),
            "Endpoints are deprecated since Kubernetes 1.33"
            + (": these and an EndpointSlice of the same Service both serve" if beside else ""),
            "take them out, and out of the cluster"
            if beside
            else f"write an EndpointSlice with the label kubernetes.io/service-name: {each.name}",
            tuple(beside),
        )
