"""The gateway that runs was started with the configuration that was found, as it is now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePath

from agwctl.doctor.check import Check, Finding, Link, Scope, not_needed, passed, warned
from agwctl.doctor.evidence.port_owner import is_gateway
from agwctl.doctor.facts.configuration import Configuration
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.gateway import Gateway
from agwctl.doctor.facts.sockets import Process
from agwctl.doctor.fixes.gateway import restart

__all__ = ["META", "run"]

META = Check(
    "configuration-is-running",
    Link.GATEWAY,
    "the gateway runs the configuration that was found, as it is now",
    ids=("E18",),
    scope=Scope.ONCE,
    matters=False,
)
SLACK = 2.0
"""Seconds by which the clock of a process's start may be off."""


def run(facts: Facts) -> Finding:
    gateway, known = facts.gateway, facts.configuration
    process = gateway.listener.process if gateway is not None and gateway.listener is not None else None
    if gateway is None or known is None or process is None or not is_gateway(process) or _plays_ollama(process):
        return not_needed("there is no gateway here whose configuration is known")
    found = next(iter(_differences(gateway, known, process)), None)
    if found is None:
        return passed(f"nothing says that pid {process.pid} runs anything else than {known.path}")
    shown = " ".join(process.command)
    return warned("E18", found, [f"pid {process.pid}: {shown}"], [restart(facts)])


def _plays_ollama(process: Process) -> bool:
    return "simulate" in process.command[:4]


def _differences(gateway: Gateway, known: Configuration, process: Process) -> Iterator[str]:
    other = _file(process)
    if other and PurePath(other).name != PurePath(known.path).name and not known.path.startswith("<"):
        yield f"the gateway (pid {process.pid}) runs {other}, not {known.path}"
    missing = _missing(gateway, known)
    if missing:
        yield f"the gateway's own dump has no {missing}, where {known.path} sends requests"
    changed = known.modified is not None and process.started is not None and known.modified > process.started + SLACK
    if changed and (known.has_static_part or process.name != "agentgateway"):
        part = (
            "its section `config` is read at the start only"
            if process.name == "agentgateway"
            else ("it is read at the start only")
        )
        yield f"{known.path} was changed after the gateway was started (pid {process.pid}): {part}"


def _file(process: Process) -> str:
    """What follows -f on its command line."""
    words = process.command
    pairs = pairwise(words)
    short = next((value for option, value in pairs if option in ("-f", "--file")), "")
    return short or next((word.partition("=")[2] for word in words if word.startswith("--file=")), "")


def _missing(gateway: Gateway, known: Configuration) -> str:
    """An upstream of the configuration that is nowhere in the dump of an agentgateway."""
    if isinstance(gateway.dump, Unread) or "binds" not in gateway.dump:
        return ""
    text = json.dumps(gateway.dump)
    upstreams = dict.fromkeys(call.upstream for call in known.calls)
    return next((each for each in upstreams if each.partition(":")[0] not in text), "")
