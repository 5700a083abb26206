"""What starts Ollama here: systemd, an app, brew, a container's engine, or a person."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.service import Manager, Service
from agwctl.doctor.facts.sockets import Listener, Process, Sockets
from agwctl.doctor.probes import systemd
from agwctl.doctor.system import System

__all__ = ["read"]

_PORT = 11434
_APP = "/Applications/Ollama.app"
_BREW_PLIST = "Library/LaunchAgents/homebrew.mxcl.ollama.plist"
_BREW_FOLDERS = ("/opt/homebrew/", "/usr/local/Cellar/", "/usr/local/opt/")
_FURTHER = ("/usr/local/bin", "/usr/bin", "/opt/homebrew/bin", "/snap/bin", "/usr/local/sbin")
"""Where it is installed to, should PATH not say so."""


def read(system: System, sockets: Sockets | Unread) -> Service | Unread:
    """One unit or app; which of several is asked about, `install_of` tells by the server's port."""
    seen = known_or(sockets, Sockets())
    server = next(_servers(seen), None)
    if system.platform == "darwin":
        found = _macos(system, server)
    elif system.platform == "win32":
        found = _windows(system, server)
    else:
        found = _linux(system, seen, server)
    return replace(found, program=found.program or _program(system))


def _servers(sockets: Sockets) -> Iterator[Process]:
    """Ollama's servers: those that listen first, those inside containers last."""
    listening = [each.process for each in sockets.of_ollama() if each.process is not None]
    serving = [each for each in sockets.ollamas if each.is_ollama and "serve" in each.command[1:2]]
    yield from sorted([*listening, *serving], key=lambda each: bool(each.container))


def _linux(system: System, sockets: Sockets, server: Process | None) -> Service:
    unit, contained = systemd.unit(system), next(_contained(sockets.listeners), "")
    if unit is not None and (unit.main_pid or not contained):
        return unit
    if not contained and server is not None and server.container:
        contained = f"id={server.container}"  # it has a network of its own
    if contained:
        return _by_hand(server, "docker", _container_name(system, contained))
    if server is not None and server.pid == 1 and "KUBERNETES_SERVICE_HOST" not in system.environ:
        # We are in its container, whose name the engine takes as well as it takes its own.
        return _by_hand(server, "docker", (system.text("/proc/sys/kernel/hostname", 256) or "").strip() or "ollama")
    return _by_hand(server, "none", "ollama")


def _contained(listeners: Iterable[Listener]) -> Iterator[str]:
    """How `docker ps` finds the containers that ports of this machine lead to, and in which an Ollama is."""
    for each in listeners:
        process = each.process or Process(0, "")
        leads_to_it = ("-container-port", str(_PORT)) in pairwise(process.command)
        if leads_to_it or (process.name in ("rootlessport", "conmon") and each.port == _PORT):
            yield f"publish={each.port}"
        elif process.is_ollama and process.container:
            yield f"id={process.container}"


def _container_name(system: System, by: str) -> str:
    """Of the container that a filter of `docker ps` finds, as far as docker tells it."""
    ran = system.run(("docker", "ps", "--filter", by, "--format", "{{.Names}}"), 3.0)
    names = ran.out.split() if ran is not None and ran.code == 0 else []
    return names[0] if names else "ollama"


def _by_hand(server: Process | None, manager: Manager, name: str) -> Service:
    if server is None:
        return Service(manager, name, active="active" if manager == "docker" else "inactive")
    return Service(
        manager,
        name,
        active="active",
        user=server.user,
        environment=server.environment if manager != "none" else None,
        main_pid=server.pid,
        program=server.executable if not server.container else "",
    )


def _macos(system: System, server: Process | None) -> Service:
    plist = system.home / _BREW_PLIST
    has_app = system.exists(_APP)
    by_brew = server.executable.startswith(_BREW_FOLDERS) if server is not None else not has_app
    if by_brew and (server is not None or system.exists(str(plist))):
        found = _by_hand(server, "brew", "ollama")
        return replace(found, environment=_plist_environment(system, str(plist)))
    is_app = has_app or (server is not None and "Ollama.app" in server.executable)
    return _by_hand(server, "macos-app" if is_app else "none", "ollama")


def _plist_environment(system: System, path: str) -> Mapping[str, str] | None:
    import plistlib  # only where it is needed: it loads a parser of XML

    data = system.data(path, 65536)
    try:
        read: Any = plistlib.loads(data) if data is not None else None
    except Exception:  # whatever a damaged file makes of its parsers: it tells nothing
        return None
    given = read.get("EnvironmentVariables", {}) if isinstance(read, dict) else None
    return {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else None


def _windows(system: System, server: Process | None) -> Service:
    local = system.environ.get("LOCALAPPDATA", "")
    program = f"{local}\\Programs\\Ollama\\ollama.exe"
    is_app = server is not None or (local != "" and system.exists(program.replace("\\", "/")))
    found = _by_hand(server, "windows-app" if is_app else "none", "ollama")
    return replace(found, program=found.program or (program if is_app else ""))


def _program(system: System) -> str:
    """The first `ollama` of PATH and of the folders that its installers use."""
    for folder in (*system.environ.get("PATH", "").split(":"), *_FURTHER):
        path = f"{folder}/ollama"
        file = system.open(path) if folder.startswith("/") else None
        if file is not None:
            os.close(file)
            return path
    return ""
