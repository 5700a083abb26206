"""Ollama's container: its name in commands, and the command that makes it anew."""

from __future__ import annotations

from collections.abc import Mapping

from agwctl.doctor.facts.containers import Container, PublishedPort
from agwctl.doctor.facts.fact import known_or
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.service import Service
from agwctl.doctor.fixes.drop_in import is_shown
from agwctl.doctor.fixes.place import word_there

__all__ = ["container_name", "engine", "made_anew", "ollama_container"]


_GPU = {"docker": ("--gpus=all",), "podman": ("--device", "nvidia.com/gpu=all")}


_USUAL_NETWORKS = ("", "default", "bridge", "slirp4netns", "pasta")


def ollama_container(facts: Facts) -> Container | None:
    """The one that publishes the server's port, else the one that runs, else any."""
    containers = [each for each in known_or(facts.containers, ()) if each.is_ollama]
    port = facts.server.server.address.port
    by_fit = sorted(
        containers, key=lambda each: (not any(p.host_port == port for p in each.ports), not each.is_running)
    )
    return by_fit[0] if by_fit else None


def engine(facts: Facts) -> str:
    """The command of the engine that runs it."""
    container = ollama_container(facts)
    return "podman" if container is not None and container.engine == "podman" else "docker"


def container_name(facts: Facts) -> str:
    """As a word of a shell."""
    return word_there(facts, _name(facts))


def _name(facts: Facts) -> str:
    container, service = ollama_container(facts), known_or(facts.service, Service())
    return container.name if container else service.name if service.manager == "docker" else "ollama"


def made_anew(facts: Facts, variables: Mapping[str, str], publish: str = "", image: str = "") -> tuple[str, ...]:
    """Commands for the same container with other variables, another image, or its port published as `publish` says.

    The one that is there is kept under another name: it may hold models that are in no volume.
    """
    found = ollama_container(facts) or Container(_name(facts), "ollama/ollama", volumes=("ollama:/root/.ollama",))
    ports = (publish,) if publish else tuple(map(_published, found.ports)) or ("11434:11434",)
    environment = {name: value for name, value in (found.environment or {}).items() if is_shown(name, value)}
    options = [
        *(_GPU[engine(facts)] if found.has_gpu else ()),
        *(() if found.network_mode in _USUAL_NETWORKS else ("--network", found.network_mode)),
        *(part for volume in found.volumes for part in ("-v", volume)),
        *(part for port in ports if found.network_mode != "host" for part in ("-p", port)),
        *(part for name, value in {**environment, **variables}.items() for part in ("-e", f"{name}={value}")),
    ]
    command = engine(facts)
    words = " ".join(word_there(facts, option) for option in options)
    name, kept = container_name(facts), word_there(facts, f"{found.name}-before")
    return (
        f"{command} stop {name}",
        f"{command} rename {name} {kept}",
        f"{command} run -d --name {name} {words} {word_there(facts, image or found.image)}",
    )


def _published(port: PublishedPort) -> str:
    if not port.host_port:
        return f"{port.port}:{port.port}"
    host = f"[{port.host_address}]" if ":" in port.host_address else port.host_address
    where = f"{host}:" if host not in ("", "0.0.0.0", "[::]") else ""
    return f"{where}{port.host_port}:{port.port}"
