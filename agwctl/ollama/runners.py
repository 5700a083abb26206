"""Which models are loaded, until when, and how many requests each one is answering."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from agwctl.ollama.clock import Clock, local_time
from agwctl.ollama.store import Model

__all__ = ["Runners"]


@dataclass(slots=True)
class _Runner:
    model: Model
    keep: int
    """How long it stays after it became idle, in nanoseconds."""
    expires: int
    busy: int = 0


class Runners:
    """The table behind `/api/ps`; may be used from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._loaded: dict[str, _Runner] = {}

    @property
    def busy(self) -> int:
        """Requests that are being answered."""
        with self._lock:
            return sum(runner.busy for runner in self._loaded.values())

    def acquire(self, model: Model, keep: int) -> bool:
        """Count one more request for `model`; True when it had to be loaded for it."""
        with self._lock:
            self._drop_expired()
            runner = self._loaded.get(model.blob)
            loaded_now = runner is None
            if runner is None:
                runner = self._loaded[model.blob] = _Runner(model, keep, self._deadline(keep))
            runner.keep = keep
            runner.busy += 1
            return loaded_now

    def release(self, model: Model) -> None:
        """One request fewer; the time until it is unloaded starts when none is left."""
        with self._lock:
            runner = self._loaded[model.blob]
            runner.busy -= 1
            if not runner.busy:
                runner.expires = self._deadline(runner.keep)

    def unload(self, model: Model) -> None:
        """Let it go at once, or as soon as its requests have ended."""
        with self._lock:
            if runner := self._loaded.get(model.blob):
                runner.keep, runner.expires = 0, self._clock.now()

    def listing(self) -> list[dict[str, Any]]:
        """The entries of `/api/ps`, the one that stays longest first."""
        with self._lock:
            self._drop_expired()
            runners = sorted(self._loaded.values(), key=lambda runner: -runner.expires)
        return [_entry(runner) for runner in runners]

    def _deadline(self, keep: int) -> int:
        return self._clock.now() + keep

    def _drop_expired(self) -> None:
        now = self._clock.now()
        for blob, runner in list(self._loaded.items()):
            if not runner.busy and runner.expires <= now:
                del self._loaded[blob]


def _entry(runner: _Runner) -> dict[str, Any]:
    model = runner.model
    return {
        "name": str(model.name),
        "model": str(model.name),
        "size": model.size * 5 // 4,  # weights, context and compute buffers
        "digest": model.digest,
        "details": model.details,
        "expires_at": local_time(runner.expires),
        "size_vram": 0,
        "context_length": min(model.context_length, 4096),
    }
