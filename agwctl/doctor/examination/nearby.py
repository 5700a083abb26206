"""Other places on this machine where an Ollama may be: its other addresses, and the ports of other Ollamas."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from functools import partial

from agwctl.doctor.examination.errands import Errands
from agwctl.doctor.examination.reach import ANSWER, CONNECT, Around, opened
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.facts import Nearby, ServerFacts
from agwctl.doctor.facts.network import Connect, Resolution
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.probes import ollama_api
from agwctl.doctor.probes.answers import Line
from agwctl.doctor.probes.dial import dial
from agwctl.ollama.address import DEFAULT_PORT, Address

__all__ = ["is_here", "nearby"]

_LOOPBACK = ("127.0.0.1", "::1")
_MOST = 12


def is_here(address: Address, resolution: Resolution | Unread, context: Context | Unread) -> bool:
    """Whether an address is one of this machine's, or of the container in which agwctl runs."""
    own = context.addresses if isinstance(context, Context) else ()
    addresses = known_or(resolution, Resolution("")).addresses
    if not addresses:
        hostname = context.hostname if isinstance(context, Context) else ""
        return address.is_loopback or (address.host.lower() == hostname.lower() != "")
    return any(each in own or _is_loopback(each) for each in addresses)


def nearby(seen: ServerFacts, around: Around) -> tuple[Nearby, ...]:
    """Who answers at each of them."""
    if not seen.is_here and opened(seen.dials) is not None:
        return ()
    context = known_or(around.machine.context.get(), Context("linux"))
    sockets = known_or(around.machine.sockets.get(), Sockets())
    used = opened(seen.dials)
    known = {(each.address, each.port) for each in known_or(seen.dials, ()) if each is used or each.outcome != "open"}
    places = dict.fromkeys(place for place in _places(seen, context, sockets) if place not in known)
    errands = around.errands
    calls = [errands.start(f"asking {place[0]}", partial(_look, place, errands)) for place in [*places][:_MOST]]
    return tuple(each for each in (call.get() for call in calls) if isinstance(each, Nearby))


def _places(seen: ServerFacts, context: Context, sockets: Sockets) -> Iterator[tuple[str, int]]:
    """Addresses with ports, the likeliest first."""
    port = seen.server.address.port
    yield from ((each.address, each.port) for each in known_or(seen.dials, ()))
    loopback = _LOOPBACK[:1] if context.ipv6_disabled else _LOOPBACK
    yield from ((address, port) for address in loopback)
    for listener in sockets.of_ollama():
        own = {"0.0.0.0": "127.0.0.1", "*": "127.0.0.1", "::": "127.0.0.1"}.get(listener.address, listener.address)
        yield own, listener.port
    yield "127.0.0.1", DEFAULT_PORT
    if seen.is_here:
        yield from ((address, port) for address in context.addresses if not _is_loopback(address))
    else:
        yield from ((each.address, DEFAULT_PORT) for each in known_or(seen.dials, ()))
    if opened(seen.dials) is None and context.default_gateway and _is_inside(context):
        yield context.default_gateway, port


def _is_inside(context: Context) -> bool:
    """Whether the machine around this one, where an Ollama may rather be, is what packets for elsewhere go to."""
    return context.wsl == "nat" or context.container in ("docker", "podman")


def _look(place: tuple[str, int], errands: Errands) -> Nearby:
    dialled = dial(*place, errands.left(CONNECT))
    if dialled.outcome is not Connect.OPEN:
        return Nearby(dialled)
    line = Line(Address("http", *place), dialled)
    version = ollama_api.version(line.get("/api/version", errands.left(ANSWER)))
    if isinstance(version, Unread):
        return Nearby(dialled)
    listed = ollama_api.tags(line.get("/api/tags", errands.left(ANSWER), limit=ollama_api.LISTS))
    return Nearby(dialled, version, None if isinstance(listed, Unread) else tuple(each.name for each in listed))


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback
