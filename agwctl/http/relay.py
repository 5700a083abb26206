"""The relay: one thread that moves the bodies of all open streams.

A worker hands a flow over when the head is out to the client; from then on both sockets are the relay's. Whatever an
upstream sends leaves at once, in the reading that found it. What a client does not take is kept, one reading at most,
and its upstream is not read until it is gone; a client that takes nothing for too long is cut. A client that leaves
wakes the relay, which closes the upstream there and then. At its end a flow goes to a worker, for logs and for the
connection's next request. Workers register descriptors themselves; the lock orders that with the relay's removals.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

from agwctl.http.flow import Flow
from agwctl.http.poller import GONE, READ, WRITE, make_poller
from agwctl.http.stream import READS_HIDE_THE_END

__all__ = ["Relay"]

TICK = 1.0


class Relay:
    """Moves flows until they end, then gives each to `ended`, which must not block."""

    def __init__(self, ended: Callable[[Flow], None], *, patience: float = 120.0) -> None:
        """`patience`: seconds for a client that takes nothing."""
        self._ended = ended
        self._patience = patience
        self._poller = make_poller()
        self._lock = threading.Lock()
        self._flows: dict[int, Flow] = {}
        """By the descriptor of either side."""
        self._stalled: set[Flow] = set()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def stop(self) -> None:
        """Cut all flows and end the thread."""
        with self._lock:
            self._stopped = True
        self._poller.wake()
        if self._thread is not None:
            self._thread.join()
        self._poller.close()

    def add(self, flow: Flow) -> bool:
        """Take a flow over: whoever calls must not touch it or its sockets any more. False after `stop`."""
        with self._lock:
            if self._stopped:
                return False
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="http-relay", daemon=True)
                self._thread.start()
            self._flows[flow.client_fd] = flow
            self._poller.add(flow.client_fd, GONE | WRITE if flow.pending else GONE)
            if flow.pending:
                flow.moved = time.monotonic()
                self._stalled.add(flow)
            elif not flow.done:
                self._watch(flow)
        return True

    def _run(self) -> None:
        next_tick = time.monotonic() + TICK
        flows, wait = self._flows, self._poller.wait
        while not self._stopped:
            for fd, events in wait(TICK):
                flow = flows.get(fd)
                if flow is None:
                    continue
                try:
                    if fd == flow.client_fd:
                        self._client_stirs(flow, events)
                    else:
                        self._upstream_stirs(flow)
                except Exception:
                    # One flow must not end the thread that all the others depend on.
                    sys.excepthook(*sys.exc_info())
                    flow.fail("internal error")
                    self._finish(flow)
            if self._stalled and time.monotonic() >= next_tick:
                next_tick = time.monotonic() + TICK
                self._cut_stalled()
        for flow in set(flows.values()):
            flow.fail("the gateway stops")
            self._finish(flow)

    def _upstream_stirs(self, flow: Flow) -> None:
        flow.advance()
        if flow.failed:
            self._finish(flow)
        elif flow.pending:
            self._stall(flow)
        elif flow.done:
            self._finish(flow)

    def _client_stirs(self, flow: Flow, events: int) -> None:
        if events & ~WRITE:
            # Looked at again, for the event may be of an earlier connection with this number.
            if flow.downstream.stream.gone():
                flow.fail(None, client_gone=True)
                self._finish(flow)
                return
            if READS_HIDE_THE_END:
                self._poller.change(flow.client_fd, WRITE if flow.pending else 0)
        if events & WRITE and flow.pending:
            flow.flush()
            if flow.failed:
                self._finish(flow)
            elif not flow.pending:
                self._resume(flow)

    def _stall(self, flow: Flow) -> None:
        """The client is slow: leave its upstream alone until it has taken what is pending."""
        flow.moved = time.monotonic()
        self._stalled.add(flow)
        self._unwatch(flow)
        self._poller.change(flow.client_fd, GONE | WRITE)

    def _resume(self, flow: Flow) -> None:
        if flow.done:
            self._finish(flow)
            return
        self._stalled.discard(flow)
        self._poller.change(flow.client_fd, GONE)
        self._watch(flow)

    def _cut_stalled(self) -> None:
        oldest = time.monotonic() - self._patience
        for flow in [flow for flow in self._stalled if flow.moved < oldest]:
            flow.fail(None, client_gone=True)
            self._finish(flow)

    def _finish(self, flow: Flow) -> None:
        """The relay's part is over, well or not. The upstream's descriptor may serve another request from here on."""
        with self._lock:
            self._stalled.discard(flow)
            self._unwatch(flow)
            if self._flows.pop(flow.client_fd, None) is not None:
                self._poller.remove(flow.client_fd)
        flow.release()
        flow.settle()
        if not flow.answer.outcome.complete:
            flow.downstream.stream.end_output()  # at once: the worker that closes it may have to wait its turn
        self._ended(flow)

    def _watch(self, flow: Flow) -> None:
        self._flows[flow.upstream_fd] = flow
        self._poller.add(flow.upstream_fd, READ)

    def _unwatch(self, flow: Flow) -> None:
        # Not watched with an empty mask instead: a reset would be reported again and again.
        if self._flows.pop(flow.upstream_fd, None) is not None:
            self._poller.remove(flow.upstream_fd)
