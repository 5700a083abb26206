"""One thread waits for many descriptors; others add to them meanwhile.

On Linux that is epoll, which takes changes from any thread while it waits, so nobody has to be woken. Elsewhere a
selector with a lock and a wake-up pipe gives the same calls.
"""

from __future__ import annotations

import select
import selectors
import socket
import threading

__all__ = ["GONE", "ONCE", "READ", "WRITE", "EpollPoller", "Poller", "SelectorPoller", "make_poller"]

READ = 1
WRITE = 4
GONE = 0x2000
"""The peer ended its side. Where the system cannot tell: there is input, and the caller looks (`Stream.gone`)."""
ONCE = 1 << 30
"""Report one event, then none until the next `change`."""


class EpollPoller:
    """epoll, with its own constants: READ, WRITE, GONE and ONCE are EPOLLIN, EPOLLOUT, EPOLLRDHUP and EPOLLONESHOT."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._pipe = socket.socketpair()
        for end in self._pipe:
            end.setblocking(False)
        self._wake_fd = self._pipe[0].fileno()
        self._epoll.register(self._wake_fd, READ)

    def add(self, fd: int, events: int) -> None:
        self._epoll.register(fd, events)

    def change(self, fd: int, events: int) -> None:
        self._epoll.modify(fd, events)

    def remove(self, fd: int) -> None:
        self._epoll.unregister(fd)

    def wait(self, timeout: float | None) -> list[tuple[int, int]]:
        """(descriptor, events) of those that are ready, after `timeout` seconds at most."""
        ready: list[tuple[int, int]] = self._epoll.poll(timeout)
        for item in ready:
            if item[0] == self._wake_fd:
                empty(self._pipe[0])
                ready.remove(item)
                break
        return ready

    def wake(self) -> None:
        """End a `wait` that is going on, or the next one."""
        nudge(self._pipe[1])

    def close(self) -> None:
        self._epoll.close()
        for end in self._pipe:
            end.close()


class SelectorPoller:
    """Whatever the platform's selector is."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._lock = threading.Lock()
        self._pipe = socket.socketpair()
        for end in self._pipe:
            end.setblocking(False)
        self._wanted: dict[int, int] = {self._pipe[0].fileno(): READ}
        self._changed: set[int] = {self._pipe[0].fileno()}

    def add(self, fd: int, events: int) -> None:
        with self._lock:
            self._wanted[fd] = events
            self._changed.add(fd)
        nudge(self._pipe[1])

    change = add

    def remove(self, fd: int) -> None:
        with self._lock:
            self._wanted.pop(fd, None)
            self._changed.discard(fd)
            if fd in self._selector.get_map():
                self._selector.unregister(fd)

    def wait(self, timeout: float | None) -> list[tuple[int, int]]:
        self._apply_changes()
        ready: list[tuple[int, int]] = []
        for key, mask in self._selector.select(timeout):
            if key.fd == self._pipe[0].fileno():
                empty(self._pipe[0])
                continue
            with self._lock:
                wanted = self._wanted.get(key.fd, 0)
                if wanted & ONCE:
                    self._wanted[key.fd] = 0
                    self._changed.add(key.fd)
            events = WRITE if mask & selectors.EVENT_WRITE else 0
            if mask & selectors.EVENT_READ:
                events |= wanted & (READ | GONE)
            if events:
                ready.append((key.fd, events))
        return ready

    def _apply_changes(self) -> None:
        with self._lock:
            for fd in self._changed:
                events = self._wanted.get(fd, 0)
                mask = (selectors.EVENT_READ if events & (READ | GONE) else 0) | (
                    selectors.EVENT_WRITE if events & WRITE else 0
                )
                known = fd in self._selector.get_map()
                if not mask:
                    if known:
                        self._selector.unregister(fd)
                elif known:
                    self._selector.modify(fd, mask)
                else:
                    self._selector.register(fd, mask)
            self._changed.clear()

    def wake(self) -> None:
        nudge(self._pipe[1])

    def close(self) -> None:
        self._selector.close()
        for end in self._pipe:
            end.close()


Poller = EpollPoller | SelectorPoller


def make_poller() -> Poller:
    """The fastest one that this system has."""
    return EpollPoller() if hasattr(select, "epoll") else SelectorPoller()


def nudge(pipe: socket.socket) -> None:
    try:
        pipe.send(b"\0")
    except BlockingIOError:
        pass  # full: the other end wakes up anyway


def empty(pipe: socket.socket) -> None:
    try:
        while pipe.recv(4096):
            pass
    except BlockingIOError:
        pass
