"""Something listens where the gateway is to be."""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, Status, failed, not_needed, passed
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.fixes.gateway import configured_port, start, use
from agwctl.doctor.port_owner import foreign_owner, told

__all__ = ["META", "run"]

META = Check(
    "gateway-listening",
    Link.GATEWAY,
    "something listens on {gateway}",
    ids=("E14", "A10", "A03", "A18", "A20"),
    scope=Scope.ONCE,
)


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
    other = configured_port(facts)
    taken = list(_taken(facts))
    if taken:
        return failed("E14", f"{summary}, and {taken[0]}: a gateway cannot open it", [*evidence, *taken], _fixes(facts))
    if other is not None and other != gateway.address.port and known_or(facts.sockets, Sockets()).on(other):
        path = facts.configuration.path if facts.configuration is not None else ""
        told = f"{summary}; {path} opens port {other}, where something listens"
        return failed("A10", told, evidence, [use(facts, other)])
    if gateway.address.is_loopback and known_or(facts.context, Context("linux")).container:
        told = f"{summary}: this is a container, whose localhost is its own"
        return failed("A03", told, evidence, [Fix("use the address that the gateway has outside of this container")])
    return Finding(Status.FAIL, summary, (), tuple(evidence), tuple(_fixes(facts)))


def _fixes(facts: Facts) -> Iterator[Fix]:
    yield start(facts)
    for port in facts.configuration.ports if facts.configuration is not None else ():
        if foreign_owner(facts, port.port) is not None:
            yield Fix(f"see what holds port {port.port}", (f"ss -ltnp 'sport = :{port.port}'",), "linux")


def _taken(facts: Facts) -> Iterator[str]:
    for port in facts.configuration.ports if facts.configuration is not None else ():
        owner = foreign_owner(facts, port.port)
        if owner is not None:
            yield f"port {port.port} ({port.purpose}, {port.where}) is held by {told(owner)}"
