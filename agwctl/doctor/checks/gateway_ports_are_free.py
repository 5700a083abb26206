"""The ports that the gateway opens are its own."""

from __future__ import annotations

from agwctl.doctor.check import Check, Finding, Fix, Link, Scope, not_needed, warned
from agwctl.doctor.evidence.linted import linted
from agwctl.doctor.evidence.port_owner import foreign_owner, told
from agwctl.doctor.facts.fact import known
from agwctl.doctor.facts.facts import Facts

__all__ = ["META", "run"]

META = Check(
    "gateway-ports-are-free",
    Link.GATEWAY,
    "no other program holds a port of the gateway",
    ids=("E14", "A24"),
    needs=("configuration-is-valid",),
    scope=Scope.ONCE,
    matters=False,
)
_MOVED = {"admin": "adminAddr", "metrics": "statsAddr", "readiness": "readinessAddr"}


def run(facts: Facts) -> Finding:
    if facts.configuration is None:
        return not_needed("no gateway configuration was found")
    known(facts.sockets)
    told_already = facts.gateway.address.port if facts.gateway is not None and not facts.gateway.is_down else None
    for port in facts.configuration.ports:
        owner = foreign_owner(facts, port.port)
        if owner is None or port.port == told_already:
            continue
        evidence = [f"{port.where}: port {port.port} for {port.purpose}", f"port {port.port} is held by {told(owner)}"]
        key = _MOVED.get(port.purpose)
        fix = f"set config.{key}: localhost:PORT to another port" if key else "give the gateway another port"
        summary = f"port {port.port} ({port.purpose}), which the gateway opens, is held by {told(owner)}"
        return warned("A24" if owner.is_ollama else "E14", summary, evidence, [Fix(f"stop that program, or {fix}")])
    return linted(facts, META)
