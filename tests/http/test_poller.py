"""Both pollers keep the same promises."""

from __future__ import annotations

import select
import socket
import threading
import time

import pytest

from agwctl.http.poller import GONE, ONCE, READ, WRITE, EpollPoller, Poller, SelectorPoller

KINDS = [SelectorPoller] + ([EpollPoller] if hasattr(select, "epoll") else [])


@pytest.fixture(params=KINDS)
def poller(request):
    poller: Poller = request.param()
    yield poller
    poller.close()


@pytest.fixture
def pair():
    left, right = socket.socketpair()
    with left, right:
        yield left, right


def test_input_is_reported_until_it_is_taken(poller, pair):
    poller.add(pair[0].fileno(), READ)
    assert poller.wait(0) == []
    pair[1].send(b"x")
    assert poller.wait(1) == [(pair[0].fileno(), READ)]
    assert poller.wait(1) == [(pair[0].fileno(), READ)]
    pair[0].recv(1)
    assert poller.wait(0) == []


def test_once_is_once_until_it_is_asked_for_again(poller, pair):
    fd = pair[0].fileno()
    poller.add(fd, READ | ONCE)
    pair[1].send(b"x")
    assert poller.wait(1) == [(fd, READ)]
    assert poller.wait(0.01) == []
    poller.change(fd, READ | ONCE)
    assert poller.wait(1) == [(fd, READ)]


def test_what_is_removed_is_silent(poller, pair):
    poller.add(pair[0].fileno(), READ)
    pair[1].send(b"x")
    poller.remove(pair[0].fileno())
    assert poller.wait(0.01) == []


def test_room_for_output_is_reported(poller, pair):
    poller.add(pair[0].fileno(), WRITE)
    assert poller.wait(1) == [(pair[0].fileno(), WRITE)]
    poller.change(pair[0].fileno(), READ)
    assert poller.wait(0.01) == []


def test_a_peer_that_leaves_is_reported(poller, pair):
    poller.add(pair[0].fileno(), GONE)
    pair[1].close()
    (fd, events), *_ = poller.wait(1)
    assert fd == pair[0].fileno()
    assert events & GONE


def test_another_thread_can_add_while_it_waits(poller, pair):
    pair[1].send(b"x")
    timer = threading.Timer(0.02, poller.add, (pair[0].fileno(), READ))
    timer.start()
    deadline = time.monotonic() + 5
    found: list[tuple[int, int]] = []
    while not found and time.monotonic() < deadline:
        found = poller.wait(5)
    assert found == [(pair[0].fileno(), READ)]
    timer.join()


def test_waking_ends_a_wait_once(poller):
    timer = threading.Timer(0.02, poller.wake)
    timer.start()
    started = time.monotonic()
    assert poller.wait(5) == []
    assert time.monotonic() - started < 2
    assert poller.wait(0.01) == []
    timer.join()
    for _ in range(100_000):
        poller.wake()  # never blocks
    assert poller.wait(5) == []
