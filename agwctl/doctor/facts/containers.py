"""Containers of this machine's engine that have to do with Ollama."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Container", "PublishedPort"]


@dataclass(frozen=True, slots=True)
class PublishedPort:
    """A port of a container; `host_address` is empty for one that is not published."""

    port: int
    host_address: str = ""
    host_port: int = 0


@dataclass(frozen=True, slots=True)
class Container:
    """One that runs Ollama's image, or whose variables or arguments name an Ollama."""

    name: str
    image: str
    is_running: bool = True
    is_ollama: bool = False
    ports: tuple[PublishedPort, ...] = ()
    environment: Mapping[str, str] | None = None
    network_mode: str = ""
    has_gpu: bool = False
    volumes: tuple[str, ...] = ()
    engine: str = "docker"
    """The command that manages it: `docker` or `podman`."""
