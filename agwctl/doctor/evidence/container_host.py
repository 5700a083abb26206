"""The machine on which a container runs, as it is called from inside."""

from __future__ import annotations

from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.network import Dial

__all__ = ["HOST_NAMES", "is_container_host"]

HOST_NAMES = ("host.docker.internal", "gateway.docker.internal", "host.containers.internal")


def is_container_host(facts: Facts, context: Context, dial: Dial) -> bool:
    """Whether agwctl is in a container and this attempt went to the machine around it."""
    is_named = facts.server.server.address.host.lower().rstrip(".") in HOST_NAMES
    return bool(context.container) and (is_named or dial.address == context.default_gateway)
