"""A machine gets no traffic, because it is the second address of another one.

What it does: finds endpoints of an EndpointSlice with more than one address.

Why: the addresses of one endpoint are taken for the same machine. kube-proxy and agentgateway use the first and never
look at the others, also when the first does not answer.

Example:

    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      name: ollama-1
      labels: {kubernetes.io/service-name: ollama}
    addressType: IPv4
    ports:
    - port: 11434
    endpoints:
    - addresses:
      - "192.168.1.100"
      - "192.168.1.101"

Use instead: an endpoint for each machine.

    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      name: ollama-1
      labels: {kubernetes.io/service-name: ollama}
    addressType: IPv4
    ports:
    - port: 11434
    endpoints:
    - addresses:
      - "192.168.1.100"
    - addresses:
      - "192.168.1.101"
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.kubernetes.kinds.endpoint_slice import Endpoint, EndpointSlice
from agwctl.kubernetes.kinds.service import Service
from agwctl.lint.kubernetes.context import ManifestContext
from agwctl.lint.rule import fix
from agwctl.source.edit import Edits
from agwctl.source.node import Sequence
from agwctl.source.quoting import flow_text
from agwctl.source.split import split

META = Code("AGW820", "address-never-used", Severity.WARNING, "a second address of an endpoint, which gets no traffic")
IDS = ()


def check(ctx: ManifestContext) -> Iterator[Finding]:
    for each in ctx.each(EndpointSlice):
        by_dns = " except from clients that ask DNS" if _is_headless(ctx, each) else ""
        for endpoint in filter(ctx.is_sound, each.endpoints or ()):
            first, *others = endpoint.addresses or [""]
            addresses = endpoint.node("addresses")
            if others and isinstance(addresses, Sequence):
                this = "this machine gets" if len(others) == 1 else "these machines get"
                entries = ", ".join(flow_text({"addresses": [address]}) for address in (first, *others))
                yield Finding(
                    META,
                    addresses.items[1],
                    f"only the first address of an endpoint is used: {this} no traffic{by_dns}: {', '.join(others)}",
                    f"write an entry of endpoints for each machine: [{entries}]",
                    (Label(addresses.items[0], "the only address that is used"),),
                    fix("one entry for each machine", _split(ctx, each, endpoint)),
                )


def _split(ctx: ManifestContext, whole: EndpointSlice, endpoint: Endpoint) -> Edits:
    endpoints, addresses = whole.node("endpoints"), endpoint.node("addresses")
    assert isinstance(endpoints, Sequence), "an endpoint stands in a list"
    assert isinstance(addresses, Sequence), "so does an address"
    at = next(at for at, item in enumerate(endpoints.items) if item is endpoint.node())
    return split(ctx.source, endpoints, at, addresses)


def _is_headless(ctx: ManifestContext, each: EndpointSlice) -> bool:
    service = ctx.manifests.find(Service, each.namespace, each.service or "")
    return service is not None and service.is_headless
