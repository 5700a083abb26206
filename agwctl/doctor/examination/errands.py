"""Things to find out at the same time, each in a thread of its own and none of them waited for too long."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Generic, TypeVar

from agwctl.doctor.facts.fact import Unread

__all__ = ["Errand", "Errands"]

T = TypeVar("T")

_MOMENT = 0.1
"""Seconds."""


class Errand(Generic[T]):
    """One of them. Its thread may hang for ever: nobody waits for it longer than until its time is over."""

    def __init__(self, what: str, seconds: float, work: Callable[[], T | Unread]) -> None:
        self._what = what
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._work = work
        self._found: T | Unread | None = None
        self._done = Event()
        try:
            Thread(target=self._run, name=f"doctor: {what}", daemon=True).start()
        except RuntimeError as error:  # a container may have no more of them
            self._found = Unread(f"{what}: {error}")

    def get(self) -> T | Unread:
        """What was found, as soon as it is; may be called from several threads, and again."""
        found = self.within(self._end - time.monotonic())
        return Unread(f"{self._what} took longer than {self._seconds:.2g} s") if found is None else found

    def within(self, seconds: float) -> T | Unread | None:
        """The same, if it is found so soon."""
        if self._found is None:
            self._done.wait(max(seconds, 0.0))
        return self._found

    def _run(self) -> None:
        try:
            self._found = self._work()
        except Exception as error:  # a probe that fails is a fact that is not there
            self._found = Unread(f"{self._what} failed in agwctl: {type(error).__name__}: {error}")
        self._done.set()


class Errands:
    """Those of one examination; after `budget` seconds all of them are over."""

    def __init__(self, budget: float) -> None:
        self.budget = budget
        self.end = time.monotonic() + budget

    def left(self, share: float) -> float:
        """Seconds for something that may take this share of the budget, if there is so much left."""
        return max(min(share * self.budget, self.end - time.monotonic()), 0.0)

    def start(self, what: str, work: Callable[[], T | Unread], share: float = 1.0) -> Errand[T]:
        """`what` is a noun or a gerund that `took longer than 3 s` may follow."""
        return Errand(what, self.left(share), work)

    def gather(self, what: str, work: Callable[[], T | Unread], level: int = 1) -> Errand[T]:
        """One that waits for others, and has a moment more to put together what they found; `level` counts nesting."""
        return Errand(what, self.left(1.0) + level * _MOMENT, work)
