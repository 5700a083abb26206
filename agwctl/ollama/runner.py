"""One loaded model: the requests that it has, how long it stays, and its line in `/api/ps`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from agwctl.ollama.clock import local_time
from agwctl.ollama.hardware import Placement
from agwctl.ollama.loading import Wish

__all__ = ["Lease", "Runner"]


@dataclass(slots=True, eq=False)
class Runner:
    """Changed by `Runners` only, under its lock."""

    wish: Wish
    """As which it was loaded; keeps its name for other models of the same weights."""
    context: int
    """What became of the wished one."""
    placement: Placement
    keep: int
    """How long it stays after it became idle, in nanoseconds."""
    loading: bool = True
    dead: bool = False
    """Its process has ended; found out by the next request."""
    expires: int | None = None
    """When it goes if it stays idle; None until its first request is over."""
    line: list[Lease] = field(default_factory=list)
    """Its requests in the order of their coming; as many as it answers in parallel have their turn."""

    def serves(self, wish: Wish) -> bool:
        """Whether a request can have it as it is."""
        # A context that Ollama chose may have become a lower one; who asks for one means that one.
        context = self.wish.context if wish.chosen else self.context
        # Who leaves the layers to Ollama takes them where they are.
        layers = wish.num_gpu < 0 or wish.num_gpu == self.wish.num_gpu
        same = layers and (context, self.wish.others) == (wish.context, wish.others)
        return same and not self.loading and not self.dead

    def deadline(self, now: int) -> int:
        return now + self.keep if self.expires is None else self.expires

    def entry(self, now: int) -> dict[str, Any]:
        """As `/api/ps` shows it."""
        model = self.wish.model
        return {
            "name": str(model.name),
            "model": str(model.name),
            "size": self.placement.size,
            "digest": model.digest,
            "details": model.details,
            "expires_at": local_time(self.deadline(now)),
            "size_vram": self.placement.size_vram,
            "context_length": self.context,
        }


@dataclass(slots=True, eq=False)
class Lease:
    """A request's hold on a runner, from `Runners.acquire` to `Runners.release`."""

    runner: Runner
    loaded: bool
    """Whether the runner was loaded for it."""
    last: bool = False
    """The runner dies when it is over."""
