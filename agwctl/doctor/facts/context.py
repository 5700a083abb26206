"""Where agwctl itself runs: which "localhost" is meant, and which commands a fix has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Container", "Context", "Firewall", "Platform", "Wsl"]

Platform = Literal["linux", "darwin", "win32"]
Container = Literal["", "docker", "podman", "kubernetes", "other"]
Firewall = Literal["", "ufw", "firewalld", "nftables"]
Wsl = Literal["", "nat", "mirrored", "unknown"]


@dataclass(frozen=True, slots=True)
class Context:
    """The operating system, and what lies between it and the hardware."""

    platform: Platform
    release: str = ""
    """As the system names itself: `Ubuntu 24.04`, `macOS 15.1`, `Windows 11`."""
    version: tuple[int, ...] = ()
    """Of macOS or Windows, in numbers."""
    container: Container = ""
    """The kind of container that this is; empty outside of one."""
    wsl: Wsl = ""
    """The networking mode of the Windows Subsystem for Linux; empty elsewhere."""
    addresses: tuple[str, ...] = ("127.0.0.1", "::1")
    """Of this machine's interfaces, loopback first; link-local ones of IPv6 are left out."""
    hostname: str = ""
    user: str = ""
    default_gateway: str = ""
    """The address that packets for elsewhere go to: on WSL the Windows side, in a container the host."""
    ipv6_disabled: bool = False
    desktop_engine: bool = False
    """Whether containers run in Docker Desktop's own machine, which knows host.docker.internal."""
    shell: str = ""
    """The last part of $SHELL, or `powershell`."""
    firewall: Firewall = ""
    """The one that is switched on, as far as it can be told without being root."""
