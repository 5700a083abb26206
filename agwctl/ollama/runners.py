"""Which models are loaded, until when, and which requests wait: Ollama's scheduler.

A request whose model is loaded as it wants it joins that runner's line. Any other one queues for a load; those are
made one after another, each once there is room: for that idle models go first, those with the shortest keep-alive
before others, and busy ones when they have finished. Source: ollama server/sched.go.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from agwctl.http.failure import ClientGone
from agwctl.http.message import Hangup
from agwctl.ollama.clock import GLANCE, Clock
from agwctl.ollama.faults import DiesIdle, OutOfMemory, QueueFull
from agwctl.ollama.footprint import footprint
from agwctl.ollama.hardware import Placement
from agwctl.ollama.loading import Wish, load, out_of_memory
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import LATEST, Release
from agwctl.ollama.runner import Lease, Runner
from agwctl.ollama.settings import Settings
from agwctl.ollama.store import Model

__all__ = ["Runners"]


class Runners:
    """The table behind `/api/ps`, by the digest of the weights; may be used from any thread."""

    def __init__(self, clock: Clock, settings: Settings | None = None, release: Release = LATEST) -> None:
        self._clock = clock
        self._settings = settings or Settings()
        self._release = release
        self._changed = threading.Condition()
        self._loaded: dict[str, Runner] = {}
        self._queue: deque[object] = deque()
        """Tickets of requests that need a load; the first one is being seen to."""

    @property
    def busy(self) -> int:
        """Requests that have a model, or the turn to load one."""
        with self._changed:
            return sum(len(runner.line) for runner in self._loaded.values())

    def holds(self, wish: Wish) -> bool:
        """Whether the model is loaded as it is wished."""
        with self._changed:
            return self._ready(wish) is not None

    def acquire(self, wish: Wish, hangup: Hangup | None = None) -> Lease:
        """A hold on the model, loaded if need be. Raises: Refusal 500 and 503, ClientGone."""
        with self._changed:
            if isinstance(wish.fault, QueueFull):
                raise _busy()
            if runner := self._ready(wish):
                return self._join(runner, wish, loaded=False)
            if len(self._queue) > self._settings.max_queue:
                raise _busy()
            ticket = object()
            self._queue.append(ticket)
        try:
            return self._load_in_turn(ticket, wish, hangup)
        finally:
            with self._changed:
                self._queue.remove(ticket)
                self._changed.notify_all()

    def turn(self, lease: Lease, hangup: Hangup | None = None) -> None:
        """Wait until the model has time for the request. Raises: ClientGone."""
        runner = lease.runner
        with self._changed:
            self._until(lambda: lease in runner.line[: runner.wish.parallel], hangup)

    def kill(self, runner: Runner) -> None:
        """Its process ends: all its requests fail, the next one loads the model again."""
        with self._changed:
            runner.dead = True
            self._changed.notify_all()

    def release(self, lease: Lease) -> None:
        """The request is over; when it was the last one, the time until the model goes starts."""
        runner = lease.runner
        with self._changed:
            runner.line.remove(lease)
            runner.dead = runner.dead or lease.last
            if not runner.line:
                runner.expires = self._clock.now() + runner.keep
                if runner.keep <= 0:
                    self._drop(runner)
            self._changed.notify_all()

    def unload(self, model: Model) -> None:
        """Let it go at once, or as soon as its requests have ended."""
        with self._changed:
            if runner := self._loaded.get(model.blob):
                runner.keep, runner.expires = 0, self._clock.now()
                if not runner.line:
                    self._drop(runner)

    def listing(self) -> list[dict[str, Any]]:
        """The entries of `/api/ps`, the one that stays longest first."""
        with self._changed:
            self._drop_expired()
            now = self._clock.now()
            runners = sorted(self._loaded.values(), key=lambda runner: -runner.deadline(now))
            return [runner.entry(now) for runner in runners]

    def _ready(self, wish: Wish) -> Runner | None:
        self._drop_expired()
        runner = self._loaded.get(wish.model.blob)
        return runner if runner is not None and runner.serves(wish) else None

    def _join(self, runner: Runner, wish: Wish, *, loaded: bool) -> Lease:
        if wish.keep is not None:
            runner.keep = wish.keep
        lease = Lease(runner, loaded, last=isinstance(wish.fault, DiesIdle))
        runner.line.append(lease)
        return lease

    def _load_in_turn(self, ticket: object, wish: Wish, hangup: Hangup | None) -> Lease:
        with self._changed:
            self._until(lambda: self._queue[0] is ticket, hangup)
            if runner := self._ready(wish):
                return self._join(runner, wish, loaded=False)
            while victim := self._in_the_way(wish):
                self._evict(victim, wish, hangup)
            runner = self._place(wish)
            self._loaded[wish.model.blob] = runner
            lease = self._join(runner, wish, loaded=True)
        try:
            load(wish, self._clock, self._settings, self._release, hangup)
        except BaseException:
            with self._changed:
                self._drop(runner)
            raise
        with self._changed:
            runner.loading = False
        return lease

    def _in_the_way(self, wish: Wish) -> Runner | None:
        """The runner that has to go next before the wished one is loaded."""
        if (same := self._loaded.get(wish.model.blob)) is not None:
            return same
        runners = list(self._loaded.values())
        hardware = self._settings.hardware
        need = footprint(wish.model, wish.context, wish.parallel).size
        crowded = len(runners) >= (self._settings.max_loaded or hardware.max_loaded)
        tight = need > hardware.free(self._taken()) * 0.8 or self._placed(wish) is None
        if runners and (crowded or tight):
            return min(runners, key=lambda runner: (bool(runner.line), runner.keep))
        return None

    def _evict(self, victim: Runner, wish: Wish, hangup: Hangup | None) -> None:
        """Let it go once it is idle, unless another one that went has made room before that."""
        victim.keep = 0
        self._until(lambda: not victim.line or self._in_the_way(wish) is None, hangup)
        if not victim.line:
            self._drop(victim)

    def _placed(self, wish: Wish) -> Runner | None:
        """The wished model beside the others, with the best context for which there is room."""
        keep = self._settings.keep_alive if wish.keep is None else wish.keep
        taken = self._taken()
        for context in wish.contexts:
            need = footprint(wish.model, context, wish.parallel)
            if (placed := self._settings.hardware.place(need, taken, wish.num_gpu)) is not None:
                return Runner(wish, context, placed, keep)
        return None

    def _place(self, wish: Wish) -> Runner:
        runner = self._placed(wish)
        if runner is not None and not isinstance(wish.fault, OutOfMemory):
            return runner
        hardware, taken = self._settings.hardware, self._taken()
        need = footprint(wish.model, wish.contexts[-1], wish.parallel).size
        free = hardware.ram - taken.size_ram
        if isinstance(wish.fault, OutOfMemory):
            raise out_of_memory(need, min(free, need // 2), self._release)
        raise out_of_memory(need, free, self._release, gpu=bool(hardware.vram and wish.num_gpu))

    def _taken(self) -> Placement:
        placements = [runner.placement for runner in self._loaded.values()]
        return Placement(sum(each.size for each in placements), sum(each.size_vram for each in placements))

    def _drop(self, runner: Runner) -> None:
        if self._loaded.get(runner.wish.model.blob) is runner:
            del self._loaded[runner.wish.model.blob]
            self._changed.notify_all()

    def _drop_expired(self) -> None:
        now = self._clock.now()
        for runner in list(self._loaded.values()):
            if not runner.line and runner.deadline(now) <= now:
                self._drop(runner)

    def _until(self, holds: Callable[[], bool], hangup: Hangup | None) -> None:
        """Wait, with the lock given away meanwhile. Raises: ClientGone."""
        while not holds():
            if hangup is not None and hangup.gone():
                raise ClientGone
            self._changed.wait(GLANCE)


def _busy() -> Refusal:
    return Refusal(503, "server busy, please try again.  maximum pending requests exceeded")
