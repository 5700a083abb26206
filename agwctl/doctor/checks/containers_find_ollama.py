"""Containers that are told of an Ollama on this machine are told an address that leads there."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, not_needed, passed, warned
from agwctl.doctor.evidence.container_host import HOST_NAMES
from agwctl.doctor.facts.containers import Container
from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known, known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.fixes.bind import widen
from agwctl.doctor.fixes.shell import one_line
from agwctl.ollama.address import Address, parse

__all__ = ["META", "run"]

META = Check(
    "containers-find-ollama",
    Link.CLIENT,
    "containers of this machine that use Ollama are told an address that leads to it",
    ids=("A03", "A05"),
    scope=Scope.ONCE,
    matters=False,
)
_NAMES_IT = re.compile(r"OLLAMA|OPENAI.*(BASE|URL)", re.IGNORECASE)


def run(facts: Facts) -> Finding:
    named = list(_named(known(facts.containers)))
    if not named:
        return not_needed("no container here is told of an Ollama")
    context = known_or(facts.context, Context("linux"))
    for container, variable, address in named:
        told = f"the container {container.name} is told {variable}={address.authority}"
        if address.is_loopback:
            return _own_loopback(context, told, address)
        if _is_host(address) and _is_on_loopback_only(facts, address.port):
            summary = f"{told}, the address of this machine for containers, and Ollama listens on 127.0.0.1 only"
            return warned("A05", summary, [told], widen(facts, "172.17.0.1")[:1])
    return passed(f"{len(named)} addresses that containers are told lead out of them")


def _named(containers: tuple[Container, ...]) -> Iterator[tuple[Container, str, Address]]:
    """Variables of containers with networks of their own; only the address of a value is looked at.

    Open WebUI's `/ollama` is a path of its own, and names no server.
    """
    for each in containers:
        if each.is_ollama or not each.is_running or each.network_mode.startswith(("host", "container:")):
            continue
        for variable, value in (each.environment or {}).items():
            first = value.partition(";")[0].strip()
            if _NAMES_IT.search(variable) and first and not first.startswith("/"):
                yield each, one_line(variable), parse(first)


def _own_loopback(context: Context, told: str, address: Address) -> Finding:
    summary = f"{told}, which inside of the container is the container itself"
    if context.desktop_engine or context.platform != "linux":
        fix = Fix(f"tell it http://host.docker.internal:{address.port}", (), "docker")
    else:
        start = "--add-host=host.docker.internal:host-gateway"
        fix = Fix(f"start it with `{start}`, and tell it http://host.docker.internal:{address.port}", (), "docker")
    return warned("A03", summary, [told], [fix, Fix("start it with `--network host` (Linux)", (), "docker")])


def _is_host(address: Address) -> bool:
    return address.host.lower() in HOST_NAMES or address.host.startswith("172.17.")


def _is_on_loopback_only(facts: Facts, port: int) -> bool:
    listeners = known_or(facts.sockets, Sockets()).on(port)
    return bool(listeners) and all(ipaddress.ip_address(each.address).is_loopback for each in listeners)
