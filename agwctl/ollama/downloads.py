"""Layers on their way: progress by the clock, shared by all who pull one, kept when the last of them leaves."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from agwctl.http.failure import ClientGone
from agwctl.http.message import Hangup
from agwctl.ollama.clock import Clock
from agwctl.ollama.layers import Layer
from agwctl.ollama.network import Network, Remote
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.store import Store

__all__ = ["TICK", "Downloads", "Step"]

Step = dict[str, object]
"""A line of progress as it is sent."""

TICK = 0.06
"""Seconds between two lines about a layer."""
_SHORTEST = 1e-6


@dataclass(slots=True)
class _Download:
    done: int = 0
    """Bytes that were there when it was taken up."""
    limit: int = 0
    """Bytes that it will get to."""
    failure: str = ""
    """What happens there; "" when that is all of them."""
    speed: float = math.inf
    begins: float = 0.0
    """When its first byte comes, in nanoseconds since 1970."""
    watchers: int = 0

    def completed(self, now: int) -> int:
        """Bytes that are there."""
        seconds = (now - self.begins) / 10**9
        if seconds < 0:
            return self.done
        return self.limit if math.isinf(self.speed) else min(self.limit, self.done + round(seconds * self.speed))

    def seconds_left(self, now: int) -> float:
        ends = (self.begins - now) / 10**9 + (self.limit - self.done) / self.speed
        return max(_SHORTEST, ends)


class Downloads:
    """What is being pulled, and what was begun; safe to use from many threads."""

    def __init__(self, store: Store, network: Network, clock: Clock, folder: str) -> None:
        self._store = store
        self._network = network
        self._clock = clock
        self._folder = folder
        self._lock = threading.Lock()
        self._begun: dict[str, _Download] = {}
        self._written = 0

    def fetch(self, layer: Layer, remote: Remote, hangup: Hangup | None) -> Iterator[Step]:
        """A layer's lines: one when it is there already, two when it comes at once, else one each tick until it is.

        Raises: Refusal 500 when the connection is lost or the disk is full; ClientGone when the client leaves.
        """
        step: Step = {
            "status": f"pulling {layer.digest[:12]}",
            "digest": f"sha256:{layer.digest}",
            "total": layer.size,
        }
        whole = step | {"completed": layer.size}
        if self._store.holds(layer.digest):
            yield whole
            return
        with self._taken_up(layer, remote) as download:
            for completed in self._progress(download, hangup):
                yield step | ({"completed": completed} if completed else {})
            if download.failure:
                raise Refusal(500, download.failure)
            self._store.add_blob(layer.digest, layer.size)
        if math.isinf(download.speed) and not self._network.latency:
            yield step  # without `completed`: this one was not there before
            yield whole

    def _progress(self, download: _Download, hangup: Hangup | None) -> Iterator[int]:
        """Bytes that are there at each tick before the last byte."""
        ticked = False
        while (completed := download.completed(self._clock.now())) < download.limit:
            if ticked:
                yield completed
            if hangup is not None and hangup.gone():
                raise ClientGone
            self._clock.sleep(min(TICK, download.seconds_left(self._clock.now())))
            ticked = True

    @contextmanager
    def _taken_up(self, layer: Layer, remote: Remote) -> Iterator[_Download]:
        """Go on with a layer's download, or join it."""
        with self._lock:
            download = self._begun.setdefault(layer.digest, _Download())
            if not download.watchers:
                self._set_off(download, layer, remote)
            download.watchers += 1
        try:
            yield download
        finally:
            with self._lock:
                self._leave(download, layer)

    def _set_off(self, download: _Download, layer: Layer, remote: Remote) -> None:
        network = self._network
        download.speed = remote.bytes_per_second or network.bytes_per_second
        download.begins = self._clock.now() + network.latency * 10**9
        download.limit, download.failure = layer.size, ""
        if remote.stops_at is not None and download.done < remote.stops_at < layer.size:
            download.limit, download.failure = remote.stops_at, "max retries exceeded: unexpected EOF"
        if network.disk is not None and self._written + download.limit > network.disk:
            path = f"{self._folder}/blobs/sha256-{layer.digest}-partial"
            download.limit = max(download.done, network.disk - self._written)
            download.failure = f"write {path}: no space left on device"

    def _leave(self, download: _Download, layer: Layer) -> None:
        download.watchers -= 1
        if download.watchers:
            return
        download.done = download.completed(self._clock.now())
        if download.done >= layer.size:
            del self._begun[layer.digest]
            self._written += layer.size
