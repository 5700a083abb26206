"""What speaks against a pull before it begins: a disk or a memory that the model does not fit into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from agwctl.models.disk import Disk, models_folder, room
from agwctl.models.figures import binary_size, size
from agwctl.models.fit import Placement
from agwctl.models.fitting import Question, answer, runs_elsewhere
from agwctl.models.memory import Memory
from agwctl.models.size_class import shape_by_name
from agwctl.models.verdict import find
from agwctl.ollama.client import Client, Listed, OllamaError

__all__ = ["Objection", "disk_of", "objections", "too_large"]


class Objection(NamedTuple):
    """What is wrong, and what can be done."""

    message: str
    hint: str


def objections(name: str, models: tuple[Listed, ...], disk: Disk | None, memory: Memory) -> Iterator[Objection]:
    """What the name's size says against it. An update of a model that is there needs little more room."""
    shape = None if runs_elsewhere(name) else shape_by_name(name)
    if shape is None:
        return
    # A pull needs a tenth more: what it unpacks, and what else writes to that disk.
    if disk is not None and find(name, models) is None and shape.weights * 1.1 > disk.free:
        yield _no_room(name, f"about {size(shape.weights)}", disk)
    found = answer(Question(name), memory)
    if found is not None and found.fit.placement is Placement.NO:
        free = f"{binary_size(memory.ram or 0)} of RAM" + (
            f" and {binary_size(memory.vram)} of GPU" if memory.gpus else ""
        )
        hint = f"{found.instead} would fit; " if found.instead else ""
        yield Objection(
            f"{name} will not run here: it needs about {binary_size(found.needed.total)}, free are {free}",
            f"{hint}agwctl models fit {name} says more",
        )


def too_large(name: str, missing: int, disk: Disk) -> Objection | None:
    """The same once the server has told how large the layers are: `missing` bytes are still to come."""
    return _no_room(name, f"{size(missing)} more", disk) if missing > disk.free else None


def disk_of(client: Client, models: tuple[Listed, ...], environ: Mapping[str, str], home: Path) -> Disk | None:
    """The disk of the models of a server on this machine, as far as it can be told."""
    local = next((entry for entry in models if not entry.remote_model), None)
    try:
        modelfile = client.show(local.name).modelfile if local is not None else None
    except OllamaError:
        modelfile = None
    folder = models_folder(modelfile, environ, home)
    return room(folder) if folder is not None else None


def _no_room(name: str, needed: str, disk: Disk) -> Objection:
    return Objection(
        f"{name} needs {needed}, but the disk of {disk.folder} has {size(disk.free)} free",
        "remove models (agwctl models rm NAME), or move OLLAMA_MODELS to a larger disk and restart Ollama",
    )
