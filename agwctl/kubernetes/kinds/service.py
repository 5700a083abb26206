"""v1 Service: a name and ports for some addresses."""

from __future__ import annotations

from typing import ClassVar, Literal

from agwctl.config.model import Model
from agwctl.config.types import I32
from agwctl.kubernetes.kinds.metadata import Resource
from agwctl.source.node import Node

__all__ = ["Service", "ServicePort", "ServiceSpec"]


class ServicePort(Model):
    """A port of the Service, and which port it stands for."""

    name: str | None = None
    port: I32
    target_port: Node | None = None
    """A number, or the name of a port."""
    protocol: Literal["TCP", "UDP", "SCTP"] | None = None
    app_protocol: str | None = None
    node_port: I32 | None = None


class ServiceSpec(Model):
    """How clients reach it, and where they then come to."""

    is_partial: ClassVar[bool] = True
    type: Literal["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"] | None = None
    cluster_ip: str | None = None
    selector: dict[str, str | None] | None = None
    ports: list[ServicePort] | None = None
    external_name: str | None = None

    spelt: ClassVar[dict[str, str]] = {"cluster_ip": "clusterIP"}


class Service(Resource):
    """A name in the cluster."""

    spec: ServiceSpec | None = None
    status: Node | None = None

    @property
    def is_headless(self) -> bool:
        """Whether its name stands for the addresses themselves."""
        return self.spec is not None and self.spec.cluster_ip == "None"
