"""Whose a port is: a gateway's, a forwarder's that may lead to one, or another program's."""

from __future__ import annotations

from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.sockets import Process, Sockets
from agwctl.doctor.install import Install, install_of

__all__ = ["foreign_owner", "is_forwarder", "is_gateway", "runs_here", "told"]

GATEWAYS = ("agentgateway", "agwctl")
FORWARDERS = ("docker-proxy", "rootlessport", "slirp4netns", "pasta", "kubectl", "ssh", "socat", "nginx", "caddy",
              "traefik", "haproxy", "envoy", "com.docker.backend")  # fmt: skip
"""Programs whose port leads somewhere else, to a gateway perhaps."""


def is_gateway(process: Process) -> bool:
    return any(name in word for name in GATEWAYS for word in (process.name, process.executable, *process.command[:4]))


def is_forwarder(process: Process) -> bool:
    return any(process.name.startswith(name[:15]) for name in FORWARDERS)


def foreign_owner(facts: Facts, port: int) -> Process | None:
    """The program that holds a port, when it is surely neither a gateway nor leads to one."""
    owners = [each.process for each in known_or(facts.sockets, Sockets()).on(port)]
    return next((each for each in owners if each is not None and not is_gateway(each) and not is_forwarder(each)), None)


def runs_here(facts: Facts) -> bool:
    """Whether the server is on this machine, so that its memory, files, logs and variables are those of the server.

    What answers on a port here that another program holds, a tunnel or a proxy, may run on any machine.
    """
    listeners = known_or(facts.sockets, Sockets()).on(facts.server.server.address.port)
    owners = [each.process for each in listeners if each.process is not None]
    if not facts.server.is_here or not owners:
        return facts.server.is_here
    return any(each.is_ollama for each in owners) or install_of(facts) is Install.DOCKER


def told(process: Process) -> str:
    return f"{process.name} (pid {process.pid})"
