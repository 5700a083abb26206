"""discovery.k8s.io/v1 EndpointSlice: the addresses behind a Service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from agwctl.config.model import Model
from agwctl.config.types import I32
from agwctl.diagnostics import codes
from agwctl.diagnostics.diagnostic import Finding
from agwctl.kubernetes.kinds.metadata import Resource
from agwctl.source.node import Node, Scalar, Sequence

__all__ = ["Endpoint", "EndpointConditions", "EndpointPort", "EndpointSlice"]

Protocol = Literal["TCP", "UDP", "SCTP"]


class EndpointConditions(Model):
    """What an endpoint is ready for; absent means ready."""

    ready: bool | None = None
    serving: bool | None = None
    terminating: bool | None = None


class Endpoint(Model):
    """One machine."""

    addresses: list[str] | None = None
    """All of the same machine: whoever reads a slice takes the first."""
    conditions: EndpointConditions | None = None
    hostname: str | None = None
    node_name: str | None = None
    zone: str | None = None
    target_ref: Node | None = None
    hints: Node | None = None
    deprecated_topology: Node | None = None

    def mistakes(self) -> Iterator[Finding]:
        if not self.addresses:
            message = "addresses must contain at least 1 address"
            yield Finding(codes.MISSING_KEY, self.node("addresses"), message, 'write addresses: ["192.168.1.100"]')

    def address_nodes(self) -> list[Scalar]:
        """Where the addresses stand; none when there is a mistake among them."""
        addresses = self.node("addresses")
        nodes = addresses.items if isinstance(addresses, Sequence) else []
        scalars = [node for node in nodes if isinstance(node, Scalar)]
        return scalars if len(scalars) == len(self.addresses or ()) else []


class EndpointPort(Model):
    """A port of all machines; its name is that of the Service's port."""

    name: str | None = None
    protocol: Protocol | None = None
    port: I32 | None = None
    app_protocol: str | None = None


class EndpointSlice(Resource):
    """Addresses and ports; the label kubernetes.io/service-name says of which Service."""

    address_type: Literal["IPv4", "IPv6", "FQDN"]
    endpoints: list[Endpoint] | None = None
    ports: list[EndpointPort] | None = None

    def mistakes(self) -> Iterator[Finding]:
        if self.address_type == "FQDN":
            return
        from agwctl.kubernetes.addresses import refusal

        for endpoint in self.endpoints or ():
            for node in endpoint.address_nodes():
                refused = refusal(node.text, self.address_type)
                if refused is not None:
                    yield Finding(codes.BAD_ADDRESS, node, f"{node.text!r} {refused.message}", refused.hint)

    @property
    def service(self) -> str | None:
        """The name of the Service."""
        return (self.metadata.labels or {}).get("kubernetes.io/service-name")
