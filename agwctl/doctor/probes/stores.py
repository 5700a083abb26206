"""The folders of models on this machine: that of the server, and others that people take for it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath

from agwctl.doctor.facts.fact import Unread, known_or
from agwctl.doctor.facts.hardware import Store
from agwctl.doctor.facts.service import Service
from agwctl.doctor.facts.sockets import Sockets
from agwctl.doctor.probes import mounts
from agwctl.doctor.probes.accounts import account, name_of
from agwctl.doctor.probes.entering import first_closed
from agwctl.doctor.probes.manifests import contents
from agwctl.doctor.system import System
from agwctl.models.disk import folder_in, room

__all__ = ["read"]

_USUAL = (
    "/usr/share/ollama/.ollama/models",
    "/var/lib/ollama/.ollama/models",
    "/var/lib/ollama/models",
    "/var/snap/ollama/common/models",
    "/root/.ollama/models",
)
_VOLUMES = "/var/lib/docker/volumes"
_IN_HOME = "/.ollama/models"


def read(
    system: System, service: Service | Unread, sockets: Sockets | Unread, modelfiles: Iterable[str]
) -> tuple[Store, ...] | Unread:
    """The server's own first, whether or not it is there; others if they are. `modelfiles` are those of /api/show."""
    known = known_or(service, Service())
    environment = _environment(known, known_or(sockets, Sockets()))
    others = [path for path in _others(system) if system.exists(path)]
    if known.manager == "docker":
        inside = (environment or {}).get("OLLAMA_MODELS", "/root/.ollama/models")
        return (Store(f"{inside} in the container {known.name}", None), *_stores(system, known, others))
    own = _own(system, known, environment, modelfiles)
    return tuple(_stores(system, known, [own, *others] if own else others))


def _environment(service: Service, sockets: Sockets) -> Mapping[str, str] | None:
    """Of the server's process, else what its manager gives to it."""
    of_process = (each.environment for each in sockets.ollamas if each.pid == service.main_pid)
    return next((each for each in of_process if each is not None), service.environment)


def _own(system: System, service: Service, environment: Mapping[str, str] | None, modelfiles: Iterable[str]) -> str:
    """By the paths in its models' files, by its variables, by the home of its user; empty when none is known."""
    named = next((folder for folder in map(folder_in, modelfiles) if folder and "\0" not in folder), "")
    given = _given(environment or {})
    if named or given:
        return named or given
    user = account(system, service.user) if service.user else None
    home = (environment or {}).get("HOME", "") or (user.home if user is not None else "")
    return home + _IN_HOME if home else ""


def _given(environment: Mapping[str, str]) -> str:
    """As Ollama reads a variable: without the quotes and the blanks around it."""
    return environment.get("OLLAMA_MODELS", "").strip().strip("\"'").strip()


def _others(system: System) -> Iterator[str]:
    if given := _given(system.environ):
        yield given
    yield f"{system.home}{_IN_HOME}"
    before = account(system, system.environ.get("SUDO_USER", ""))
    if before is not None:
        yield before.home + _IN_HOME
    yield from _USUAL
    yield from (f"{_VOLUMES}/{name}/_data/models" for name in system.names(_VOLUMES) if "ollama" in name)


def _stores(system: System, service: Service, paths: Iterable[str]) -> Iterator[Store]:
    """One for each folder, however many names it has."""
    seen = set()
    for path in paths:
        real = os.path.realpath(system.path(path))
        if real not in seen:
            seen.add(real)
            yield _store(system, service, path)


def _store(system: System, service: Service, path: str) -> Store:
    found = contents(system, path)
    disk, owner = room(_nearest(system, path)), system.owner(path)
    return Store(
        path,
        found.models,
        found.partial,
        found.damaged,
        disk.free if disk is not None else None,
        mounts.filesystem(system, path),
        "" if owner is None else name_of(system, owner),
        first_closed(system, path, service),
    )


def _nearest(system: System, path: str) -> Path:
    """The folder, or the one above it that is there."""
    above = (str(each) for each in (PurePath(path), *PurePath(path).parents))
    return system.path(next((each for each in above if system.exists(each, otherwise=True)), "/"))
