"""What an Ollama server finds around it: its environment, the machine, the network and the cloud."""

from __future__ import annotations

from dataclasses import dataclass, field

from agwctl.ollama.cloud import CloudSettings
from agwctl.ollama.faults import ModelFault, PathFault
from agwctl.ollama.guards import Door
from agwctl.ollama.hardware import Hardware
from agwctl.ollama.network import Network, Remote

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Ollama's own defaults; the machine, the seed and the faults are the stand-in's."""

    num_parallel: int = 1
    """Requests that a model answers at once; more of them wait."""
    max_loaded: int = 0
    """Models that may be loaded at once; 0: three for each GPU, three without one."""
    max_queue: int = 512
    """Requests that wait for a load, behind the one for which a model is being loaded."""
    keep_alive: int = 5 * 60 * 10**9
    """How long an idle model stays loaded, in nanoseconds."""
    context_length: int = 0
    """Tokens, where neither the request nor the model says; 0: by the VRAM."""
    load_timeout: float = 300.0
    """Seconds after which a load that stands still is given up; 0 or less: never."""
    hardware: Hardware = field(default_factory=Hardware)
    seed: int = 0
    """Everything that looks random follows from it."""
    faults: tuple[ModelFault | PathFault, ...] = ()
    """The first one that fits a request strikes, while it lasts."""
    door: Door = field(default_factory=Door)
    network: Network = field(default_factory=Network)
    remotes: tuple[Remote, ...] | None = None
    """What registries have; None: the models of the catalogue."""
    cloud: CloudSettings = field(default_factory=CloudSettings)
    folder: str = "/usr/share/ollama/.ollama/models"
    """Where the store pretends to be."""
