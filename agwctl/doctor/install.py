"""The kind of installation that a fix is for."""

from __future__ import annotations

from enum import StrEnum

from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Process, Sockets

__all__ = ["Install", "install_of"]


class Install(StrEnum):
    """How the Ollama in question is started; the word is the `platform` of its fixes."""

    LINUX_SYSTEMD = "linux-systemd"
    LINUX_MANUAL = "linux-manual"
    DOCKER = "docker"
    MACOS_APP = "macos-app"
    MACOS_BREW = "macos-brew"
    WINDOWS_APP = "windows-app"
    WSL_WINDOWS = "wsl"
    """agwctl is inside WSL, Ollama on the Windows side."""
    ELSEWHERE = "elsewhere"
    """On another machine, of which nothing is known; perhaps behind a tunnel that ends on this one."""


_ENGINES = ("docker-proxy", "rootlessport", "com.docker.backe", "OrbStack", "conmon")
"""Programs that hold the ports of containers; lsof and /proc cut long names off."""

_TUNNELS = ("ssh", "autossh", "kubectl", "cloudflared")
"""Programs whose ports are those of other machines."""


def install_of(facts: Facts) -> Install:
    """Of the server that is looked at: by who holds its port, else by what starts Ollama on this machine."""
    context, service = known_or(facts.context, Context("linux")), known_or(facts.service, Service())
    if _is_windows_side(facts, context, service):
        return Install.WSL_WINDOWS
    if not facts.server.is_here or any(each.name in _TUNNELS for each in _holders(facts)):
        return Install.ELSEWHERE
    if _is_in_container(facts, service):
        return Install.DOCKER
    if context.platform == "darwin":
        return Install.MACOS_BREW if service.manager == "brew" else Install.MACOS_APP
    if context.platform == "win32":
        return Install.WINDOWS_APP
    by_hand = any(each.pid != service.main_pid for each in _holders(facts) if each.is_ollama)
    return Install.LINUX_MANUAL if by_hand or service.manager != "systemd" else Install.LINUX_SYSTEMD


def _holders(facts: Facts) -> list[Process]:
    """The programs that hold the server's port, as far as they are seen."""
    listeners = known_or(facts.sockets, Sockets()).on(facts.server.server.address.port)
    return [each.process for each in listeners if each.process is not None]


def _is_in_container(facts: Facts, service: Service) -> bool:
    """By the port's holder; where none is seen, by what the engine publishes; with none at all by the service."""
    holders, port = _holders(facts), facts.server.server.address.port
    if any(each.container or each.name.startswith(_ENGINES) for each in holders):
        return True
    if any(each.is_ollama for each in holders):
        return False
    running = [each for each in known_or(facts.containers, ()) if each.is_ollama and each.is_running]
    if any(published.host_port == port for each in running for published in each.ports):
        return True
    return service.manager == "docker"


def _is_windows_side(facts: Facts, context: Context, service: Service) -> bool:
    """Inside WSL the Windows side is the way out; with mirrored networking it has the same addresses."""
    if context.wsl == "mirrored" and facts.server.is_here:
        return service.manager == "none" and not known_or(facts.sockets, Sockets()).ollamas
    host = facts.server.server.address.host
    return bool(context.wsl) and host == context.default_gateway
