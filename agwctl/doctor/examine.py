"""Finds out everything at once, within a budget of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from agwctl.doctor.chain import examine_server
from agwctl.doctor.errands import Errands
from agwctl.doctor.facts.configuration import Configuration
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Asked, Facts, Server, ServerFacts
from agwctl.doctor.probes import context, sockets
from agwctl.doctor.reach import Around
from agwctl.doctor.system import System
from agwctl.ollama.address import Address

__all__ = ["GatewayTarget", "Plan", "examine"]


@dataclass(frozen=True, slots=True)
class GatewayTarget:
    """A gateway to look at."""

    address: Address
    """Without the /v1 that people paste."""
    source: str
    """`--gateway`, or `gw.yaml:2:9`."""
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be examined."""

    servers: tuple[Server, ...]
    """At least one."""
    asked: Asked = field(default_factory=Asked)
    configuration: Callable[[], Configuration | None] | Configuration | None = None
    gateway: GatewayTarget | None = None
    """None: a port of the configuration, if something listens there."""
    budget: float = 10.0
    """Seconds for all of it."""
    deep: bool = False
    tell: Callable[[str], object] | None = None
    """Is told what takes a while."""


def examine(plan: Plan, system: System) -> Facts:
    """Ends within the budget whatever peers and commands do; what was not found out in time says so."""
    errands = Errands(plan.budget)
    context_read = errands.start("looking where this runs", partial(context.read, system), 0.5)
    sockets_read = errands.start("looking for listeners", partial(sockets.read, system), 0.5)
    around = Around(errands, system, plan.asked, context_read, sockets_read)
    chains = [
        (server, errands.start(f"asking {server.url}", partial(examine_server, server, around)))
        for server in plan.servers
    ]
    servers = tuple(_server(server, chain.get()) for server, chain in chains)
    return Facts(
        servers[0],
        servers,
        plan.asked,
        system.environ,
        context=context_read.get(),
        sockets=sockets_read.get(),
    )


def _server(server: Server, found: ServerFacts | Unread) -> ServerFacts:
    """Of a server about which nothing was found out in time every fact says so."""
    if isinstance(found, ServerFacts):
        return found
    return ServerFacts(
        server, server.address.is_loopback, found, found, found, found, found,
        version_answer=found, version=found, tags=found, ps=found, v1_models=found,
    )  # fmt: skip
