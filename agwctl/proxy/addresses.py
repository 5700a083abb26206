"""Where the gateway's own servers listen: environment before configuration before default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from agwctl.compat import Compat
from agwctl.config.address import ListenAddress
from agwctl.config.duration import parse_duration
from agwctl.config.frontend import Process
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
    text = environ.get("IPV6_ENABLED")
    if text is None:
        return process.enable_ipv6 is not False
    if text not in ("true", "false"):
        raise InputError(
            f"invalid env var IPV6_ENABLED={text} (provided string was not `true` or `false`)",
            "set it to true or false, or leave it out",
        )
    return text == "true"


def own_ports(process: Process, environ: Mapping[str, str], compat: Compat) -> list[OwnPort]:
    """Admin, stats and readiness, those that are `off` left out.

    Raises: InputError for an address that cannot be read.
    """
    everywhere = "::" if ipv6_enabled(process, environ) else "0.0.0.0"
    host = "127.0.0.1" if compat.own_ports else everywhere
    ports = [
        OwnPort("admin", _address("ADMIN_ADDR", process.admin_addr, ListenAddress("localhost", 15000), environ)),
        OwnPort("stats", _address("STATS_ADDR", process.stats_addr, ListenAddress(host, 15020), environ)),
        OwnPort("readiness", _address("READINESS_ADDR", process.readiness_addr, ListenAddress(host, 15021), environ)),
    ]
    return [port for port in ports if not port.address.off]


def _address(
    variable: str, configured: ListenAddress | None, default: ListenAddress, environ: Mapping[str, str]
) -> ListenAddress:
    text = environ.get(variable)
    if text is None:
        return configured or default
    try:
        return ListenAddress.parse(text)
    except ValueError as error:
        key = variable.removesuffix("_ADDR").lower() + "Addr"
        raise InputError(
            f"invalid {variable}/config.{key}: {error}", f"set {variable} to IP:PORT, localhost:PORT, unix:/PATH or off"
        ) from error


def deadlines(process: Process, environ: Mapping[str, str], compat: Compat) -> Deadlines:
    """How stopping goes: guide mode lets what runs finish, the release cuts after min(2 x min, min + max)."""
    least = _seconds("CONNECTION_MIN_TERMINATION_DEADLINE", process.connection_min_termination_deadline, environ) or 0.0
    most = _grace(environ)
    if most is None:
        most = _seconds("CONNECTION_TERMINATION_DEADLINE", process.connection_termination_deadline, environ)
    if compat.graceful_stop is not None:
        return Deadlines(least, max(least, compat.graceful_stop if most is None else most))
    return Deadlines(least, min(2 * least, least + (5.0 if most is None else most)))


def _grace(environ: Mapping[str, str]) -> float | None:
    text = environ.get("TERMINATION_GRACE_PERIOD_SECONDS")
    if text is None:
        return None
    if not text.isdigit():
        raise InputError(
            f"invalid env var TERMINATION_GRACE_PERIOD_SECONDS={text} (invalid digit found in string)",
            "set it to a whole number of seconds",
        )
    seconds = int(text)
    return float(max(1, seconds - 5 if seconds > 10 else seconds - 1))


def _seconds(variable: str, configured: float | None, environ: Mapping[str, str]) -> float | None:
    text = environ.get(variable)
    if text is None:
        return configured
    try:
        return parse_duration(text)
    except ValueError as error:
        raise InputError(f"invalid env var {variable}={text} ({error})", "write a duration such as 30s") from error
