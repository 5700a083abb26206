"""Where the gateway's own servers listen: environment before configuration before default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from agwctl.compat import Compat
from agwctl.config.address import ListenAddress
from agwctl.config.environment import value
from agwctl.config.process import Process
from agwctl.errors import InputError

__all__ = ["OwnPort", "Deadlines", "deadlines", "ipv6_enabled", "own_ports"]


class OwnPort(NamedTuple):
    """One of the gateway's own servers."""

    name: str
    address: ListenAddress


class Deadlines(NamedTuple):
    """Seconds after a signal: for how long kept connections are served, and when everything is cut."""

    keep_serving: float
    cut: float


def ipv6_enabled(process: Process, environ: Mapping[str, str]) -> bool:
    given = _value("IPV6_ENABLED", environ)
    return process.enable_ipv6 is not False if given is None else bool(given)


def own_ports(process: Process, environ: Mapping[str, str], compat: Compat) -> list[OwnPort]:
    """Admin, stats and readiness, those that are `off` left out.

    Raises: InputError for an address in the environment that cannot be read.
    """
    everywhere = "::" if ipv6_enabled(process, environ) else "0.0.0.0"
    host = "127.0.0.1" if compat.own_ports else everywhere
    asked = (
        ("admin", process.admin_addr, ListenAddress("localhost", 15000)),
        ("stats", process.stats_addr, ListenAddress(host, 15020)),
        ("readiness", process.readiness_addr, ListenAddress(host, 15021)),
    )
    ports = [
        OwnPort(name, _value(f"{name.upper()}_ADDR", environ) or configured or default)
        for name, configured, default in asked
    ]
    return [port for port in ports if not port.address.off]


def deadlines(process: Process, environ: Mapping[str, str], compat: Compat) -> Deadlines:
    """How stopping goes: guide mode lets what runs finish, the release cuts after min(2 x min, min + max)."""
    least = _seconds("CONNECTION_MIN_TERMINATION_DEADLINE", process.connection_min_termination_deadline, environ) or 0.0
    grace = _value("TERMINATION_GRACE_PERIOD_SECONDS", environ)
    if grace is not None:
        most: float | None = max(1, grace - 5 if grace > 10 else grace - 1)
    else:
        most = _seconds("CONNECTION_TERMINATION_DEADLINE", process.connection_termination_deadline, environ)
    if compat.graceful_stop is not None:
        return Deadlines(least, max(least, compat.graceful_stop if most is None else most))
    return Deadlines(least, min(2 * least, least + (5.0 if most is None else most)))


def _seconds(variable: str, configured: float | None, environ: Mapping[str, str]) -> float | None:
    given: float | None = _value(variable, environ)
    return configured if given is None else given


def _value(variable: str, environ: Mapping[str, str]) -> Any:
    try:
        return value(variable, environ)
    except ValueError as error:
        raise InputError(str(error), f"mend {variable}, or leave it out") from error
