"""Finds out everything at once, within a budget of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from agwctl.doctor.examination.chain import examine_server
from agwctl.doctor.examination.errands import Errand, Errands
from agwctl.doctor.examination.machine import Machine, look
from agwctl.doctor.examination.reach import Around
from agwctl.doctor.facts.configuration import Configuration
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Asked, Facts, Origin, Server, ServerFacts
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.facts.hardware import Hardware
from agwctl.doctor.probes import stores
from agwctl.doctor.system import System
from agwctl.ollama.address import Address, parse, to_dial
from agwctl.ollama.replies import Shown

__all__ = ["GatewayTarget", "Plan", "examine"]


_PATIENCE = 0.3
"""Share of the budget in which a server is waited for, to know whether it may be called through the gateway."""
NO_SERVER = ServerFacts(Server(to_dial(parse("")), Origin("default", "")))
"""Stands for the one that is looked at where none is."""


class GatewayTarget(NamedTuple):
    """A gateway to look at."""

    address: Address
    """Without the /v1 that people paste."""
    source: str
    """`--gateway`, or `gw.yaml:2:9`."""
    is_named: bool = True


class Plan(NamedTuple):
    """What is to be examined."""

    servers: tuple[Server, ...]
    """None where only a gateway was named."""
    asked: Asked = Asked()
    configuration: Configuration | None = None
    gateway: GatewayTarget | None = None
    budget: float = 10.0
    """Seconds for all of it."""
    deep: bool = False
    tell: Callable[[str], object] | None = None
    """Is told what takes a while."""


def examine(plan: Plan, system: System) -> Facts:
    """Ends within the budget whatever peers and commands do, --deep aside; what was not found out in time says so."""
    errands = Errands(plan.budget)
    machine = look(system, errands)
    around = Around(errands, system, plan.asked, machine)
    chains = [
        (server, errands.gather(f"asking {server.url}", partial(examine_server, server, around), 2))
        for server in plan.servers
    ]
    gateway = _gateway(plan, around, partial(_is_ollama, chains, errands))
    servers = tuple(_server(server, chain.get()) for server, chain in chains)
    facts = Facts(
        servers[0] if servers else NO_SERVER,
        servers,
        plan.asked,
        system.environ,
        context=machine.context.get(),
        sockets=machine.sockets.get(),
        service=machine.service.get(),
        log=machine.log.get(),
        hardware=_hardware(servers, machine, system, errands),
        containers=machine.containers.get(),
        windows=machine.windows.get(),
        launchctl=machine.launchctl.get(),
        configuration=plan.configuration,
        gateway=gateway,
    )
    return _deep(facts, plan) if plan.deep else facts


def _server(server: Server, found: ServerFacts | Unread) -> ServerFacts:
    """Of a server about which nothing was found out in time every fact says so."""
    if isinstance(found, ServerFacts):
        return found
    return ServerFacts(
        server, server.address.is_loopback, found, found, found, found, found,
        version_answer=found, version=found, tags=found, ps=found,
    )  # fmt: skip


def _is_ollama(chains: Iterable[tuple[Server, Errand[ServerFacts]]], errands: Errands, upstream: str) -> bool:
    """Whether one of the servers is at this address and has said what it is, or says so soon."""
    wanted = upstream.replace("127.0.0.1", "localhost")
    found = (chain for server, chain in chains if server.address.authority.replace("127.0.0.1", "localhost") == wanted)
    seen = next((chain.within(errands.left(_PATIENCE)) for chain in found), None)
    return isinstance(seen, ServerFacts) and seen.identified


def _gateway(plan: Plan, around: Around, is_ollama: Callable[[str], bool]) -> Gateway | None:
    if plan.gateway is None:
        return None
    from agwctl.doctor.probes.gateway import read

    blank = Gateway(plan.gateway.address, plan.gateway.source, plan.gateway.is_named)
    found = around.errands.gather(
        "asking the gateway", partial(read, blank, plan.configuration, around, is_ollama), 2
    ).get()
    if isinstance(found, Gateway):
        return found
    return replace(blank, resolution=found, dials=found, root=found, models=found, unknown_path=found, tls=found)


def _hardware(servers: Iterable[ServerFacts], machine: Machine, system: System, errands: Errands) -> Hardware | Unread:
    """With the folders of models: a model that a server here shows may say where its own is."""
    shown = [each for server in servers if server.is_here for each in server.shown.values()]
    modelfiles = [each.modelfile for each in shown if isinstance(each, Shown)]
    work = partial(stores.read, system, machine.service.get(), machine.sockets.get(), modelfiles)
    looked = errands.start("looking at the folders of models", work).get()
    found = machine.hardware.get()
    if isinstance(found, Unread) or isinstance(looked, Unread):
        return found
    return replace(found, stores=looked)


def _deep(facts: Facts, plan: Plan) -> Facts:
    """Loads a model and asks it, and looks again at what is loaded."""
    from agwctl.doctor.probes import deep

    wanted = deep.target(facts.servers, facts.gateway, facts.configuration, facts.asked)
    if isinstance(wanted, Unread):
        return replace(facts, deep=wanted)
    if plan.tell is not None:
        plan.tell(wanted.cost)
    seen = Errand("asking the model", deep.SECONDS, partial(deep.read, wanted)).get()
    if isinstance(seen, Unread):
        return replace(facts, deep=seen)
    servers = tuple(
        replace(each, ps=seen.running) if seen.running is not None and each.server.url == wanted.server else each
        for each in facts.servers
    )
    return replace(facts, deep=seen, server=servers[0] if servers else NO_SERVER, servers=servers)
