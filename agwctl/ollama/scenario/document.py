"""A scenario file as a whole."""

from __future__ import annotations

from typing import Annotated, Literal

from agwctl.config.model import Model, NotNull
from agwctl.config.types import Range
from agwctl.ollama.scenario.amounts import Bytes, KeepAlive, Name, Origin, Rate, Seconds, Version
from agwctl.ollama.scenario.faults import PathFault
from agwctl.ollama.scenario.models import Length, ModelEntry

__all__ = ["Hardware", "Layer", "LibraryEntry", "Scenario"]

Some = Annotated[int, Range(1, 2**20, "a number from 1 on"), NotNull()]
Number = Annotated[int, Range(0, 2**20, "a number from 0 on"), NotNull()]


class Hardware(Model):
    """The machine."""

    ram: Annotated[Bytes, NotNull()] | None = None
    """Free memory."""
    vram: Annotated[Bytes, NotNull()] | None = None
    """Free memory of all GPUs together."""
    gpus: Number | None = None
    """How many they are; one when there is `vram`."""
    disk: Annotated[Bytes, NotNull()] | None = None
    """Room for models that are pulled."""


class Layer(Model):
    """A file of a model in the library."""

    size: Bytes
    corrupt: bool = False
    """What arrives is not what the digest says."""


class LibraryEntry(Model):
    """A model that can be pulled."""

    name: Name
    layers: Annotated[list[Layer], NotNull()] | None = None
    """The files, the weights first; without it one as large as the model."""
    download_speed: Annotated[Bytes, NotNull()] | None = None
    """Bytes in a second, when not as fast as the others."""
    fails: Annotated[str, NotNull()] | None = None
    """Why it cannot be pulled, as the registry says it."""
    stops_at: Annotated[Bytes, NotNull()] | None = None
    """The connection is lost after so much of a file; the next pull goes on from there."""


class Scenario(Model):
    """An Ollama server, the machine under it, its models, and what goes wrong."""

    scenario: Literal["ollama"]
    """What is played; this key tells a scenario from a gateway configuration."""
    version: Annotated[Version, NotNull()] | None = None
    """The release that is played; releases differ in error texts and streams."""
    seed: Annotated[int, Range(0, 2**32 - 1, "u32"), NotNull()] = 0
    """What the made-up answers depend on."""
    bind: Literal["loopback", "all"] = "loopback"
    """The address that OLLAMA_HOST names; on loopback only, Host headers are checked."""
    hardware: Annotated[Hardware, NotNull()] | None = None
    """The machine; without it everything fits."""
    num_parallel: Some | None = None
    """OLLAMA_NUM_PARALLEL: requests that a model answers at once."""
    max_loaded_models: Number | None = None
    """OLLAMA_MAX_LOADED_MODELS; 0 is three for each GPU."""
    max_queue: Number | None = None
    """OLLAMA_MAX_QUEUE: requests that wait for a model to be loaded; one more is answered 503."""
    keep_alive: Annotated[KeepAlive, NotNull()] | None = None
    """OLLAMA_KEEP_ALIVE: how long a model stays loaded when nobody asks it."""
    context_length: Length | None = None
    """OLLAMA_CONTEXT_LENGTH: the context of a model that does not say."""
    origins: Annotated[list[Origin], NotNull()] | None = None
    """OLLAMA_ORIGINS: pages that may use it, besides those of this machine."""
    cloud: Literal["signedIn", "signedOut", "disabled"] = "signedOut"
    """Whether models of Ollama's cloud can be used."""
    network: Literal["up", "down"] = "up"
    """Whether the library can be reached."""
    download_speed: Annotated[Bytes, NotNull()] | None = None
    """Bytes in a second; without it everything is there at once."""
    models: Annotated[list[ModelEntry | Name], NotNull()] | None = None
    """What is pulled already; a name alone stands for the well-known model. Without it: the few that it starts with."""
    library: Annotated[list[LibraryEntry | Name], NotNull()] | None = None
    """What can be pulled; without it the well-known ones."""
    load_time: Annotated[Seconds, NotNull()] | None = None
    """How long a model takes to load that does not say itself."""
    tokens_per_second: Annotated[Rate, NotNull()] | None = None
    """How fast a model answers that does not say itself."""
    prompt_tokens_per_second: Annotated[Rate, NotNull()] | None = None
    """How fast a model reads that does not say itself."""
    faults: list[PathFault] = []
    """What goes wrong on paths: the first one that fits counts, while it lasts."""
