"""The whole document."""

from __future__ import annotations

from typing import Annotated

from agwctl.config.backend import NamedBackend
from agwctl.config.bind import Bind, Gateway
from agwctl.config.frontend import FrontendPolicies
from agwctl.config.llm import Llm
from agwctl.config.mcp import Mcp
from agwctl.config.model import Model, NotNull, NotRun, OrNull
from agwctl.config.process import Process
from agwctl.config.route import AttachedRoute, RouteGroup
from agwctl.config.targeted import TargetedPolicy
from agwctl.config.tcp_route import AttachedTcpRoute
from agwctl.config.ui import Ui
from agwctl.source.node import Node


class Config(Model):
    """A gateway configuration."""

    config: Annotated[Process, OrNull()] = Process()
    """The process itself."""
    binds: list[Bind] = []
    """Ports with their listeners and routes; `gateways` took their place."""
    frontend_policies: Annotated[FrontendPolicies, NotNull()] | None = None
    """The side of the clients."""
    policies: Annotated[NotRun[list[TargetedPolicy]], NotNull()] = None
    """Policies that name what they are for."""
    workloads: Annotated[NotRun[list[dict[str, Node]]], NotNull()] = None
    """Instances of services, as a mesh's control plane tells them."""
    services: Annotated[NotRun[list[dict[str, Node]]], NotNull()] = None
    """Services, as a mesh's control plane tells them."""
    backends: list[NamedBackend] = []
    """Backends that routes name."""
    route_groups: Annotated[NotRun[list[RouteGroup]], NotNull()] = None
    """Routes that backends of other routes refer to."""
    gateways: dict[str, Gateway] = {}
    """Ports by name."""
    routes: list[AttachedRoute] = []
    """HTTP routes, each with the gateways that it belongs to."""
    tcp_routes: Annotated[NotRun[list[AttachedTcpRoute]], NotNull()] = None
    """TCP routes, each with the gateways that it belongs to."""
    llm: Llm | None = None
    """Models by name on one port."""
    mcp: NotRun[Mcp] = None
    """MCP servers on one port."""
    ui: NotRun[Ui] = None
    """The user interface on a gateway."""
