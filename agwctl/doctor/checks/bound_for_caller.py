"""Ollama listens on the address that it is called by."""

from __future__ import annotations

import ipaddress

from agwctl.doctor.check import Check, Finding, Fix, Link, failed, passed
from agwctl.doctor.evidence.binding import holders, most_telling, told, undelivered
from agwctl.doctor.evidence.container_host import is_container_host
from agwctl.doctor.facts.containers import Container
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known, known_or
from agwctl.doctor.facts.facts import Facts, Nearby
from agwctl.doctor.facts.network import Connect, Dial
from agwctl.doctor.fixes import wsl
from agwctl.doctor.fixes.address import instead
from agwctl.doctor.fixes.bind import published, widen
from agwctl.doctor.fixes.environment import give
from agwctl.doctor.fixes.firewall import allow, allow_containers, network_of

__all__ = ["META", "run"]

META = Check(
    "bound-for-caller",
    Link.LISTENER,
    "Ollama listens on the address by which {server} is called",
    ids=("A02", "A05", "A07", "A10", "A11", "A12", "A13", "A14", "A20", "A21", "A38"),
    needs=("route-is-open",),
)


def run(facts: Facts) -> Finding:
    dials = known(facts.server.dials)
    open_one = next((dial for dial in dials if dial.outcome is Connect.OPEN), None)
    if open_one is not None:
        return passed(f"{open_one.authority} takes connections", [dial.line for dial in dials])
    called = most_telling(dials)
    evidence = [dial.line for dial in dials]
    if not facts.server.is_here:
        return _elsewhere(facts, called, evidence)
    unpublished = _unpublished(facts)
    if unpublished is not None:
        return _in_container(facts, called, unpublished, evidence)
    others = _others(facts, called)
    if not others:
        return passed(f"no Ollama listens on port {called.port} of another address of this machine", evidence)
    evidence += [f"connect {near.dial.authority}: open, {_version(near)}" for near in others]
    return _here(facts, called, others, [*evidence, *(f"listens on {told(each)}" for each in holders(facts))])


def _others(facts: Facts, called: Dial) -> list[Nearby]:
    """Ollamas on the same port of other addresses of this machine."""
    nearby = [near for near in known_or(facts.server.nearby, ()) if near.dial.port == called.port]
    open_ones = [near for near in nearby if near.dial.outcome is Connect.OPEN]
    if open_ones:
        return [near for near in open_ones if near.version]
    owned = [each for each in holders(facts) if each.process is not None and each.process.is_ollama]
    return [Nearby(Dial(each.address, each.port, Connect.OPEN)) for each in owned]


def _version(near: Nearby) -> str:
    return f"Ollama {near.version}" if near.version else "Ollama, by its process"


def _elsewhere(facts: Facts, called: Dial, evidence: list[str]) -> Finding:
    """A machine that refuses is there, and says nothing about why."""
    context = known_or(facts.context, Context("linux"))
    if context.wsl and called.address == context.default_gateway:
        why = "Ollama listens on Windows' own 127.0.0.1 only, or is not started"
        summary = f"{called.authority}, the Windows side, refuses: {why}"
        return failed("A07", summary, evidence, [wsl.let_wsl_in(facts), wsl.mirrored()])
    if is_container_host(facts, context, called):
        summary = f"the host {called.authority} refuses: Ollama probably listens on the host's 127.0.0.1 only"
        bridge = allow_containers(facts, "let containers through the host's firewall, if it has one")
        return failed("A05", summary, evidence, [widen(facts, called.address)[0], bridge._replace(is_besides=True)])
    summary = (
        f"{called.authority} refuses: Ollama probably listens on that machine's 127.0.0.1 only, or does not run there"
    )
    if context.container and "." not in facts.server.server.address.host:
        variable = Fix(f"if it is a container: give it OLLAMA_HOST=0.0.0.0:{called.port}, and start it", (), "docker")
        return failed("A02", summary, evidence, [variable, *widen(facts, called.address)[:1]])
    look = Fix("see on that machine what listens", (f"ss -ltnp 'sport = :{called.port}'",), "elsewhere", True)
    return failed("A02", summary, evidence, [*widen(facts, called.address), look])


def _unpublished(facts: Facts) -> Container | None:
    """A container of Ollama whose port does not get out of it to the address that is called."""
    port = facts.server.server.address.port
    for each in known_or(facts.containers, ()):
        if not each.is_ollama or not each.is_running or each.network_mode == "host":
            continue
        published = [one for one in each.ports if one.host_port == port]
        if published or not any(one.host_port for one in each.ports):
            return each
    return None


def _in_container(facts: Facts, called: Dial, container: Container, evidence: list[str]) -> Finding:
    port = called.port
    on = [one.host_address for one in container.ports if one.host_port == port]
    if on:
        where = f"on {on[0] or 'every address'}, not on {called.address}"
        summary = f"the container {container.name} has port {port} published {where}"
    else:
        summary = f"the container {container.name} runs, and no port of it is published"
    lines = [f"docker port {container.name}: {', '.join(f'{each}:{port}' for each in on) or 'nothing'}"]
    fix = published(facts, "publish the port of the container (compose: `ports:`)")
    return failed("A21", summary, [*evidence, *lines], [fix])


def _here(facts: Facts, called: Dial, others: list[Nearby], evidence: list[str]) -> Finding:
    at = others[0].dial
    only = ", ".join(near.dial.authority for near in others)
    summary = f"Ollama listens on {only} only, so {called.authority} is refused"
    if not any((":" in near.dial.address) == (":" in called.address) for near in others):
        family = "IPv6" if ":" in at.address else "IPv4"
        fixes = [instead(facts, f"http://{at.authority}"), *_wide(facts, called)]
        return failed("A38", f"{summary}: it is bound to {family} alone", evidence, fixes)
    if ipaddress.ip_address(called.address).is_loopback:
        return failed("A10", summary, evidence, [instead(facts, at.authority), *_wide(facts, called)])
    return _for_others(facts, called, summary, evidence)


def _wide(facts: Facts, called: Dial) -> list[Fix]:
    """What another program holds cannot be opened by Ollama's settings."""
    if any(each.process is not None and not each.process.is_ollama for each in holders(facts)):
        return []
    return [give(facts, "let Ollama listen on every address", {"OLLAMA_HOST": f"0.0.0.0:{called.port}"})]


def _for_others(facts: Facts, called: Dial, summary: str, evidence: list[str]) -> Finding:
    """An address by which other machines and containers call it."""
    open_to_all = next((each for each in holders(facts) if each.is_wildcard), None)
    if open_to_all is not None:
        rule = allow(facts, network_of(called.address))
        refusal = f"a firewall of this machine refuses {called.authority}: Ollama listens on {told(open_to_all)}"
        return failed("A20", refusal, evidence, [rule])
    cause = undelivered(facts)
    if cause is not None:
        fixes = widen(facts, called.address, cause.is_only_unread, cause.title)
        return failed(cause.id, f"{summary}: {cause.why}", [*evidence, *cause.evidence], fixes)
    if called.address.startswith("172.17."):
        bridge = allow_containers(facts, "let containers through the firewall")
        fixes = [widen(facts, called.address)[0], bridge._replace(is_besides=True)]
        return failed("A05", f"{summary}: containers call it by that address", evidence, fixes)
    return failed("A02", summary, evidence, widen(facts, called.address))
