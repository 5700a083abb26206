"""Who listens on this machine, and the programs that are Ollama's."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agwctl.ollama.address import authority

__all__ = ["Listener", "Process", "Sockets"]


@dataclass(frozen=True, slots=True)
class Process:
    """A program that runs; what the system does not let us read is empty or None."""

    pid: int
    name: str
    command: tuple[str, ...] = ()
    user: str = ""
    environment: Mapping[str, str] | None = None
    """The variables it was started with; None when they are not ours to read."""
    started: float | None = None
    """Seconds since 1970."""
    executable: str = ""
    is_deleted: bool = False
    """Whether its file is gone: an uninstalled or replaced program that still runs."""
    parent: int = 0
    container: str = ""
    """The id of the container that it runs in, when that is one of this machine's; empty outside of one."""

    @property
    def is_ollama(self) -> bool:
        name = self.name.lower().removesuffix(".exe")
        return name == "ollama" or name == "ollama app"


@dataclass(frozen=True, slots=True)
class Listener:
    """A TCP port that is open."""

    address: str
    """`0.0.0.0` and `::` are any address of their family, `::` on Linux of both."""
    port: int
    process: Process | None = None
    """None when the system does not say whose it is."""

    @property
    def is_loopback(self) -> bool:
        return self.address != "*" and ipaddress.ip_address(self.address.partition("%")[0]).is_loopback

    @property
    def is_wildcard(self) -> bool:
        return self.address in ("0.0.0.0", "::", "*")

    @property
    def authority(self) -> str:
        return authority(self.address, self.port)


@dataclass(frozen=True, slots=True)
class Sockets:
    """All listeners, and every process of Ollama's whether or not it listens."""

    listeners: tuple[Listener, ...] = ()
    ollamas: tuple[Process, ...] = ()

    def on(self, port: int) -> tuple[Listener, ...]:
        return tuple(each for each in self.listeners if each.port == port)

    def of_ollama(self) -> Iterator[Listener]:
        """The listeners that an Ollama holds, as far as owners are known; its runners' ports are not among them."""
        for each in self.listeners:
            if each.process is not None and each.process.is_ollama and "runner" not in each.process.command:
                yield each
