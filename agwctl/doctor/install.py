"""The kind of installation that a fix is for."""

from __future__ import annotations

from enum import StrEnum

from agwctl.doctor.facts.context import Context
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Sockets

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
    """On another machine, of which nothing is known."""


def install_of(facts: Facts) -> Install:
    """Of the server that is looked at."""
    context, service = known_or(facts.context, Context("linux")), known_or(facts.service, Service())
    if _is_windows_side(facts, context, service):
        return Install.WSL_WINDOWS
    if not facts.server.is_here:
        return Install.ELSEWHERE
    if service.manager == "docker":
        return Install.DOCKER
    if context.platform == "darwin":
        return Install.MACOS_BREW if service.manager == "brew" else Install.MACOS_APP
    if context.platform == "win32":
        return Install.WINDOWS_APP
    return Install.LINUX_SYSTEMD if service.manager == "systemd" else Install.LINUX_MANUAL


def _is_windows_side(facts: Facts, context: Context, service: Service) -> bool:
    """Inside WSL the Windows side is the way out; with mirrored networking it has the same addresses."""
    if context.wsl == "mirrored" and facts.server.is_here:
        return service.manager == "none" and not known_or(facts.sockets, Sockets()).ollamas
    host = facts.server.server.address.host
    return bool(context.wsl) and host == context.default_gateway
