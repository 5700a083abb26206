"""discovery.k8s.io/v1 EndpointSlice: the addresses behind a Service."""

from __future__ import annotations

from typing import Literal

from agwctl.config.model import Model
from agwctl.config.types import I32
from agwctl.kubernetes.kinds.metadata import Resource
from agwctl.source.node import Node

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

    @property
    def service(self) -> str | None:
        """The name of the Service."""
        return (self.metadata.labels or {}).get("kubernetes.io/service-name")
