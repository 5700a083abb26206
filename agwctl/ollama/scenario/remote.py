"""The library of a scenario → what the stand-in can pull."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from agwctl.ollama.layers import Layer
from agwctl.ollama.network import NO_DNS, Network, Remote
from agwctl.ollama.scenario.document import LibraryEntry, Scenario
from agwctl.ollama.scenario.stored import named
from agwctl.ollama.store import Model

__all__ = ["network", "remotes"]

_KINDS = ("model", "license", "template", "params")


def network(scenario: Scenario) -> Network:
    """How the way to the registries is."""
    speed, disk = scenario.download_speed, scenario.hardware.disk if scenario.hardware else None
    return Network(speed or math.inf, failure=NO_DNS if scenario.network == "down" else "", disk=disk)


def remotes(scenario: Scenario, known: Mapping[str, Model], now: int) -> Iterator[Remote]:
    """The models that registries have."""
    for entry in scenario.library or ():
        if isinstance(entry, str):
            yield Remote(named(entry, known, now))
        else:
            yield _remote(entry, named(entry.name, known, now))


def _remote(entry: LibraryEntry, model: Model) -> Remote:
    if entry.layers is not None:
        layers = tuple(_layer(model, number, layer.size) for number, layer in enumerate(entry.layers))
        blob = layers[0].digest if layers else model.blob
        model = replace(model, layers=layers, blob=blob, digest="", size=sum(layer.size for layer in layers))
    broken = [layer for layer, written in zip(model.layers, entry.layers or (), strict=False) if written.corrupt]
    return Remote(
        model,
        bytes_per_second=entry.download_speed,
        refusal=entry.fails or "",
        stops_at=entry.stops_at,
        corrupt={layer.digest: _digest(f"broken {layer.digest}") for layer in broken},
    )


def _layer(model: Model, number: int, size: int) -> Layer:
    kind = _KINDS[min(number, len(_KINDS) - 1)]
    return Layer(kind, _digest(f"{model.name.full} layer {number}"), size)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
