"""Threads on demand, for work that waits.

A job goes to the thread that has idled for the shortest time, or to a new one, up to a limit; beyond it the caller is
told, who may have it queued all the same (the end of a stream must not get lost) and withdraw it later. Idle threads
rest on a stack, each on a lock of its own, so that those at its bottom time out and end. One lock guards the stack.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable

from agwctl.http.turn import turn

__all__ = ["Job", "Workers"]

Job = Callable[[], None]


class Idler:
    """A thread that waits for a job."""

    __slots__ = ("job", "wake")

    def __init__(self) -> None:
        self.job: Job | None = None
        self.wake = threading.Lock()
        self.wake.acquire()


class Workers:
    """At most `limit` threads; one without work for `idle` seconds ends (starting one costs some 0.1 ms)."""

    def __init__(self, limit: int, *, idle: float = 0.5, name: str = "http-worker") -> None:
        self.limit = limit
        self.idle = idle
        self.name = name
        self._lock = threading.Lock()
        self._idlers: list[Idler] = []
        self._queue: deque[Job] = deque()
        self._threads: set[threading.Thread] = set()
        self._stopping = False

    @property
    def saturated(self) -> bool:
        """Whether there is no thread left for a new job."""
        return not self._idlers and len(self._threads) >= self.limit

    @property
    def queued(self) -> int:
        return len(self._queue)

    def submit(self, job: Job, *, must: bool = False) -> bool:
        """Have a thread run `job`; False when all are at work, unless it `must` be done, then it queues."""
        with self._lock:
            if self._stopping:
                return False
            if self._idlers:
                idler = self._idlers.pop()
                idler.job = job
                idler.wake.release()
                return True
            if len(self._threads) >= self.limit:
                if must:
                    self._queue.append(job)
                return must
            thread = threading.Thread(target=self._run, args=(job,), name=self.name, daemon=True)
            self._threads.add(thread)
        thread.start()
        return True

    def withdraw(self, job: Job) -> bool:
        """Take a queued job back; False when a thread has begun it."""
        with self._lock:
            try:
                self._queue.remove(job)
            except ValueError:
                return False
        return True

    def stop(self, patience: float = 5.0) -> bool:
        """Take no new job and wait for those taken; whether all threads ended in `patience` seconds."""
        deadline = time.monotonic() + patience
        with self._lock:
            self._stopping = True
            idlers, self._idlers = self._idlers, []
            threads = list(self._threads)
        for idler in idlers:
            idler.wake.release()
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _run(self, job: Job | None) -> None:
        idler = Idler()
        while job is not None:
            turn.take()
            try:
                job()
            except Exception:
                # A worker must not die of its job, for the limit counts it. This is a bug, shown as Python shows one.
                sys.excepthook(*sys.exc_info())
            finally:
                turn.give()
            job = self._next(idler)

    def _next(self, idler: Idler) -> Job | None:
        """The next job; None when this thread is to end."""
        idler.job = None
        with self._lock:
            if self._queue:
                return self._queue.popleft()
            if self._stopping:
                self._threads.discard(threading.current_thread())
                return None
            self._idlers.append(idler)
        if not idler.wake.acquire(timeout=self.idle):
            with self._lock:
                if idler in self._idlers:
                    self._idlers.remove(idler)
                    self._threads.discard(threading.current_thread())
                    return None
            idler.wake.acquire()  # a job came in the last moment
        if idler.job is None:
            self._threads.discard(threading.current_thread())
        return idler.job
