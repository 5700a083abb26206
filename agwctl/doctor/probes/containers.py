"""Containers that run Ollama, or that are told of one: Docker's and Podman's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from agwctl.doctor.facts.containers import Container, PublishedPort
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.system import Ran, System

__all__ = ["read"]

_LIST = ("ps", "-a", "--format", "{{.ID}}\t{{.Names}}\t{{.Image}}\t{{.Status}}")
_MOST = 40
_SECONDS = 3.0
_NAMES_OLLAMA = re.compile(r"ollama|11434", re.IGNORECASE)
_SOCKETS = (
    "/var/run/docker.sock",
    "{runtime}/docker.sock",
    *(
        f"{{home}}/{place}/docker.sock"
        for place in (".docker/run", ".docker/desktop", ".colima/default", ".orbstack/run")
    ),
)
_STORAGES = ("{home}/.local/share/containers/storage", "/var/lib/containers/storage")
_OF_IMAGES = ("PATH", "LD_LIBRARY_PATH")
"""Variables that images bring along."""


def read(system: System) -> tuple[Container, ...] | Unread:
    """Empty where no engine is installed; Unread when one is and does not answer."""
    found = [_of_engine(system, engine) for engine in _engines(system)]
    lists = [each for each in found if not isinstance(each, Unread)]
    unread = [each for each in found if isinstance(each, Unread)]
    return unread[0] if unread and not any(lists) else tuple(each for part in lists for each in part)


def _engines(system: System) -> Iterator[str]:
    """The engines that may run, by their sockets or storage: asking one that does not costs more than looking."""
    named = {"home": str(system.home), "runtime": system.environ.get("XDG_RUNTIME_DIR", "/nonexistent")}
    is_set = "DOCKER_HOST" in system.environ or "DOCKER_CONTEXT" in system.environ
    sockets = (path.format_map(named) for path in _SOCKETS)
    if system.platform == "win32" or is_set or any(map(system.exists, sockets)):
        yield "docker"
    records = (f"{path.format_map(named)}/overlay-containers/containers.json" for path in _STORAGES)
    if any((system.text(path, 64) or "[]").strip() != "[]" for path in records):
        yield "podman"


def _of_engine(system: System, engine: str) -> list[Container] | Unread:
    listed = system.run((engine, *_LIST), _SECONDS)
    if listed is None:
        return [] if system.platform == "win32" else Unread(f"`{engine} ps` is not there, or takes longer than 3 s")
    if listed.code != 0:
        return Unread(f"`{engine} ps`: {_complaint(listed)}")
    ids = list(_worth_a_look(listed.out))[:_MOST]
    if not ids:
        return []
    inspected = system.run((engine, "inspect", *ids), _SECONDS)
    if inspected is None:
        return Unread(f"`{engine} inspect` takes longer than 3 s")
    found = (_container(each, engine) for each in _objects(inspected.out))
    return [each for each in found if each is not None]


def _complaint(ran: Ran) -> str:
    return ran.err.strip().partition("\n")[0] or f"exit code {ran.code}"


def _worth_a_look(listed: str) -> Iterator[str]:
    """Those that are called after Ollama first, then all that run: their variables may name it."""
    rows = [row for line in listed.splitlines() if len(row := line.split("\t")) == 4]
    called = [row for row in rows if _NAMES_OLLAMA.search(row[1] + row[2])]
    yield from (row[0] for row in called)
    yield from (row[0] for row in rows if row not in called and row[3].startswith("Up"))


def _objects(text: str) -> list[dict[str, Any]]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _container(told: dict[str, Any], engine: str) -> Container | None:
    """One that has to do with Ollama; None for others, and for what is not understood."""
    config, host = _part(told, "Config"), _part(told, "HostConfig")
    image, name = str(config.get("Image") or ""), str(told.get("Name") or "").lstrip("/")
    pairs = (str(each).partition("=") for each in _list(config.get("Env")))
    environment = {key: value for key, _, value in pairs if key not in _OF_IMAGES}
    command = " ".join(map(str, [*_list(config.get("Entrypoint")), *_list(config.get("Cmd"))]))
    is_ollama = "ollama" in f"{image.rpartition('/')[2]} {command}" and "webui" not in image
    named = {key: value for key, value in environment.items() if _NAMES_OLLAMA.search(f"{key}={value}")}
    if not (is_ollama or named or _NAMES_OLLAMA.search(f"{command} {image}")):
        return None
    return Container(
        name,
        image,
        _part(told, "State").get("Running") is True,
        is_ollama,
        tuple(_ports(told, host)),
        environment if is_ollama else named,  # those of other programs are none of ours
        str(host.get("NetworkMode") or ""),
        _has_gpu(host),
        tuple(_volumes(told)),
        engine,
    )


def _part(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = told.get(name)
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _ports(told: dict[str, Any], host: dict[str, Any]) -> Iterator[PublishedPort]:
    """Those that are open, or will be once it is started; and those of the image that nobody publishes."""
    bound = _part(host, "PortBindings") | _part(_part(told, "NetworkSettings"), "Ports")
    exposed = dict.fromkeys(_part(_part(told, "Config"), "ExposedPorts"))
    for key, places in (exposed | bound).items():
        port, _, protocol = str(key).partition("/")
        if not port.isdecimal() or protocol not in ("", "tcp"):
            continue
        rows = [each for each in _list(places) if isinstance(each, dict) and str(each.get("HostPort")).isdecimal()]
        for address, number in {(str(each.get("HostIp") or "0.0.0.0"), int(each["HostPort"])) for each in rows}:
            if address != "::" or len(rows) == 1:  # Docker tells both families of one published port
                yield PublishedPort(int(port), address, number)
        if not rows:
            yield PublishedPort(int(port))


def _has_gpu(host: dict[str, Any]) -> bool:
    devices = " ".join(str(each.get("PathOnHost")) for each in _list(host.get("Devices")) if isinstance(each, dict))
    is_passed = any(name in devices for name in ("nvidia", "/dev/kfd", "/dev/dri", "nvidia.com/gpu"))
    return bool(host.get("DeviceRequests")) or host.get("Runtime") == "nvidia" or is_passed


def _volumes(told: dict[str, Any]) -> Iterator[str]:
    """As `-v` takes them."""
    for each in _list(told.get("Mounts")):
        if isinstance(each, dict) and each.get("Destination"):
            source = each.get("Name") if each.get("Type") == "volume" else each.get("Source")
            yield f"{source}:{each['Destination']}" + (":ro" if each.get("RW") is False else "")
