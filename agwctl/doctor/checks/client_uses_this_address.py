"""The pasted error is about the address that is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, failed, not_needed, passed
from agwctl.doctor.evidence.client_url import is_same_host, targets
from agwctl.doctor.facts.facts import Facts
from agwctl.ollama.address import DEFAULT_PORT

__all__ = ["META", "run"]

META = Check(
    "client-uses-this-address",
    Link.CLIENT,
    "the pasted error is about an address that was looked at",
    ids=("A36",),
    scope=Scope.ONCE,
)
_NAME = r"(\[[0-9a-fA-F:.]+\]|::1|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)"
_HOSTS = re.compile(rf"(?:https?://|dial tcp |ECONNREFUSED |ETIMEDOUT |EHOSTUNREACH )\s?{_NAME}(?::(\d{{1,5}}))?")
_CURL = re.compile(rf"connect to {_NAME} port (\d{{1,5}})")
_PYTHON = re.compile(rf"host='{_NAME}', port=(\d{{1,5}})")


def run(facts: Facts) -> Finding:
    known = list(targets(facts))
    ports = {DEFAULT_PORT, *(each.port for each in known)}  # an error may be about a registry, a name server, …
    named = [each for each in dict.fromkeys(_named(facts.asked.error)) if each[1] in ports]
    if not named:
        return not_needed("no pasted error names the address of a server of models")
    if any(is_same_host(host, each.host) and port == each.port for host, port in named for each in known):
        return passed("the pasted error names an address that was looked at")
    if all(server.server.origin.kind == "default" for server in facts.servers) and not facts.gateway:
        return passed("no address was configured with which the error's could be compared")
    told = " and ".join(f"{host}:{port}" for host, port in named)
    wanted = " and ".join(each.authority for each in known)
    fix = Fix(
        "set the base URL (or OLLAMA_HOST) in the part of the client that shows this error, or let a gateway listen "
        f"on {told}: agwctl serve"
    )
    summary = f"the pasted error is about {told}, and {wanted} is configured: that client uses another address"
    return failed("A36", summary, [f"--error names {told}", f"looked at: {wanted}"], [fix])


def _named(text: str) -> Iterator[tuple[str, int]]:
    for pattern in (_HOSTS, _CURL, _PYTHON):
        for found in pattern.finditer(text):
            default = 443 if found[0].startswith("https") else 80
            port = int(found[2]) if found[2] else default
            yield found[1].strip("[]"), port
