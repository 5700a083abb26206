"""How far a pull is, from the events that the server streams.

Layers come one after another, and the size of each is known once its first event comes: the percentage is that of what
is known, and never falls when more becomes known. A fast layer may have no event at all, or none with `completed`, and
the last event of one may be below its total; that it is complete shows by what follows. What was there before a resumed
pull counts as completed. Source: Ollama's server/images.go and server/download.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["Layer", "Phase", "Progress"]

_MOST_LAYERS = 1000
_LONGEST_STATUS = 1000
"""What a model has more of, and what is longer, is no pull of Ollama's, and is not followed."""


class Phase(StrEnum):
    """What the server is at."""

    MANIFEST = "manifest"
    LAYERS = "layers"
    VERIFYING = "verifying"
    SUCCESS = "success"


@dataclass(slots=True)
class Layer:
    """A file of the model, in bytes."""

    digest: str
    total: int
    completed: int = 0
    found: int = 0
    """What was there when its first event came."""

    @property
    def short(self) -> str:
        return self.digest.removeprefix("sha256:")[:12]


@dataclass(slots=True)
class Progress:
    """A pull as it goes; `feed` it each event."""

    phase: Phase = Phase.MANIFEST
    status: str = ""
    layers: dict[str, Layer] = field(default_factory=dict)
    _percent: float = 0.0

    def feed(self, event: Mapping[str, Any]) -> bool:
        """Takes in an event; says whether a step begins with it: a new status or a new layer."""
        status = event.get("status")
        status = status[:_LONGEST_STATUS] if isinstance(status, str) else ""
        digest, total = event.get("digest"), _bytes(event.get("total"))
        if isinstance(digest, str) and digest and total:
            begins = self._layer(digest, total, _bytes(event.get("completed")))
        else:
            begins = bool(status) and status != self.status
            self._other(status)
        self.status = status or self.status
        self._percent = max(self._percent, self._known_percent())
        return begins

    @property
    def percent(self) -> float:
        """0 to 100; 100 only when everything is there."""
        return self._percent

    @property
    def total(self) -> int:
        """The bytes of all layers that are known."""
        return sum(layer.total for layer in self.layers.values())

    @property
    def completed(self) -> int:
        return sum(layer.completed for layer in self.layers.values())

    @property
    def transferred(self) -> int:
        """The bytes that this pull has fetched: what was there before is not among them."""
        return sum(layer.completed - layer.found for layer in self.layers.values())

    @property
    def current(self) -> Layer | None:
        """The layer that came last."""
        return next(reversed(self.layers.values()), None)

    def _layer(self, digest: str, total: int, completed: int) -> bool:
        completed = min(completed, total)
        begins = digest not in self.layers
        if begins:
            if len(self.layers) == _MOST_LAYERS:
                return False
            self._complete()
            self.layers[digest] = Layer(digest, total, completed, completed)
            self.phase = max(self.phase, Phase.LAYERS, key=list(Phase).index)
        layer = self.layers[digest]
        layer.total = max(layer.total, total)
        layer.completed = max(layer.completed, completed)
        return begins

    def _other(self, status: str) -> None:
        if status == "success":
            self.phase = Phase.SUCCESS
        elif self.phase is not Phase.SUCCESS and status.startswith(("verifying", "writing", "removing")):
            self.phase = Phase.VERIFYING
        if self.phase in (Phase.VERIFYING, Phase.SUCCESS):
            self._complete()

    def _complete(self) -> None:
        for layer in self.layers.values():
            layer.completed = layer.total

    def _known_percent(self) -> float:
        if self.phase in (Phase.VERIFYING, Phase.SUCCESS):
            return 100.0
        # A layer that is complete is not the last one for all we know.
        return min(99.0, 100 * self.completed / self.total) if self.total else 0.0


def _bytes(value: object) -> int:
    return max(0, value) if isinstance(value, int) and not isinstance(value, bool) else 0
