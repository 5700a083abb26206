"""What only Windows has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["PortProxy", "Windows"]


@dataclass(frozen=True, slots=True)
class PortProxy:
    """A line of `netsh interface portproxy show v4tov4`."""

    listen_address: str
    listen_port: int
    connect_address: str
    connect_port: int


@dataclass(frozen=True, slots=True)
class Windows:
    """Settings of Windows itself; inside WSL they are read through its interoperability."""

    user_environment: Mapping[str, str] = field(default_factory=dict)
    machine_environment: Mapping[str, str] = field(default_factory=dict)
    excluded_ports: tuple[tuple[int, int], ...] = ()
    """First and last port of each range that Windows keeps to itself."""
    port_proxies: tuple[PortProxy, ...] = ()
    wsl_address: str = ""
    """Of the distribution that runs, as Windows sees it."""
