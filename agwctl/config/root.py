"""The whole document."""

from __future__ import annotations

from typing import Annotated

from agwctl.config.backend import NamedBackend
from agwctl.config.bind import Bind, Gateway
from agwctl.config.frontend import FrontendPolicies, Process
from agwctl.config.llm import Llm
from agwctl.config.model import Model, NotNull, OrNull, Unserved
from agwctl.config.route import AttachedRoute


class Config(Model):
    """A gateway configuration."""

    config: Annotated[Process, OrNull()] = Process()
    binds: list[Bind] = []
    frontend_policies: Annotated[FrontendPolicies, NotNull()] | None = None
    policies: Unserved = None
    workloads: Unserved = None
    services: Unserved = None
    backends: list[NamedBackend] = []
    route_groups: Unserved = None
    gateways: dict[str, Gateway] = {}
    routes: list[AttachedRoute] = []
    tcp_routes: Unserved = None
    llm: Llm | None = None
    mcp: Unserved = None
    ui: Unserved = None
