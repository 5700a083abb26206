"""Something listens where the gateway is to be."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, Status, failed, not_needed, passed
from agwctl.doctor.evidence.port_owner import foreign_owner, is_gateway, told
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.fixes.gateway import configured_port, start, start_on, use

__all__ = ["META", "run"]

META = Check(
    "gateway-listening",
    Link.GATEWAY,
    "something listens on {gateway}",
    ids=("E14", "A10", "A03", "A18", "A20"),
    scope=Scope.ONCE,
)
OWN_PORTS = (15_000, 15_020, 15_021)
"""Of gateways' own servers."""


def run(facts: Facts) -> Finding:
    gateway = facts.gateway
    if gateway is None:
        return not_needed("no gateway was named, and none was found")
    resolution = known(gateway.resolution)
    if not resolution.addresses:
        said = f"resolve {resolution.name}: {resolution.error or 'no address'}"
        return failed("A18", f"the gateway's name {resolution.name} has no address here", [said])
    dials = known(gateway.dials)
    opened = next((each for each in dials if each.outcome is Connect.OPEN), None)
    if opened is not None:
        return passed(f"{opened.authority} accepts connections in {opened.seconds * 1000:.0f} ms")
    return _down(facts, gateway, dials)


def _down(facts: Facts, gateway: Gateway, dials: tuple[Dial, ...]) -> Finding:
    evidence = [f"connect {dial.authority}: {dial.outcome}" for dial in dials]
    first = dials[0]
    if not gateway.is_named:
        return Finding(Status.PASS, f"no gateway runs on {first.authority} now", (), tuple(evidence), (start(facts),))
    if first.outcome in (Connect.TIMEOUT, Connect.NO_ROUTE, Connect.DENIED):
        return failed("A20", f"nothing comes back from {first.authority}: {first.outcome}", evidence)
    summary = f"no gateway listens on {first.authority}"
    return _named(facts, gateway, summary, evidence)


def _named(facts: Facts, gateway: Gateway, summary: str, evidence: list[str]) -> Finding:
    taken = list(_taken(facts))
    if taken:
        return failed("E14", f"{summary}, and {taken[0]}: a gateway cannot open it", [*evidence, *taken], _fixes(facts))
    other = _elsewhere(facts, gateway.address.port)
    if other is not None:
        port, why = other
        return failed("A10", f"{summary}; {why}", evidence, [use(facts, port)])
    if gateway.address.is_loopback and known_or(facts.context, Context("linux")).container:
        said = f"{summary}: this is a container, whose localhost is its own"
        return failed("A03", said, evidence, [Fix("use the address that the gateway has outside of this container")])
    return Finding(Status.FAIL, summary, (), tuple(evidence), tuple(_fixes(facts)))


def _elsewhere(facts: Facts, named: int) -> tuple[int, str] | None:
    """The port on which a gateway listens instead, and what says so."""
    sockets, own = known_or(facts.sockets, Sockets()), configured_port(facts)
    if own is not None and own != named and sockets.on(own):
        path = facts.configuration.path if facts.configuration is not None else ""
        return own, f"{path} opens port {own}, where something listens"
    for each in sockets.listeners:
        if each.process is not None and is_gateway(each.process) and each.port not in (named, *OWN_PORTS):
            return each.port, f"a gateway listens on port {each.port}: {told(each.process)}"
    return None


def _fixes(facts: Facts) -> Iterator[Fix]:
    yield _start(facts)
    for port in facts.configuration.ports if facts.configuration is not None else ():
        if foreign_owner(facts, port.port) is not None:
            yield Fix(f"see what holds port {port.port}", (f"ss -ltnp 'sport = :{port.port}'",), "linux")


def _start(facts: Facts) -> Fix:
    """With its configuration; without one so that it listens where it is to be."""
    address = facts.gateway.address if facts.gateway is not None else None
    found = start(facts) if facts.configuration is not None or address is None else start_on(facts, address.port)
    here = known_or(facts.context, Context("linux")).addresses
    if address is None or address.is_loopback or address.host in here:
        return found
    return Fix(
        f"on the machine {address.host}: start the gateway, with its own configuration", ("agwctl serve -f FILE",)
    )


def _taken(facts: Facts) -> Iterator[str]:
    for port in facts.configuration.ports if facts.configuration is not None else ():
        owner = foreign_owner(facts, port.port)
        if owner is not None:
            yield f"port {port.port} ({port.purpose}, {port.where}) is held by {told(owner)}"
