"""Nobody waits for an errand longer than its time."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

from agwctl.doctor.examination.errands import Errand, Errands
from agwctl.doctor.facts.fact import Unread


def test_what_is_found():
    assert Errand("looking", 1, lambda: 7).get() == 7


def test_what_takes_too_long_says_so_and_may_still_be_found():
    release = threading.Event()
    errand = Errand("looking up x", 0.05, lambda: release.wait(5))
    begin = time.monotonic()
    assert errand.get() == Unread("looking up x took longer than 0.05 s")
    assert time.monotonic() - begin < 0.3
    release.set()
    assert errand.within(1) is True


def test_what_fails_is_not_there():
    assert Errand("looking", 1, lambda: 1 // 0).get() == Unread(
        "looking failed in agwctl: ZeroDivisionError: integer division or modulo by zero"
    )


def test_without_a_thread_nothing_is_found(monkeypatch):
    def start(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    assert Errand("looking", 5, lambda: 1).get() == Unread("looking: can't start new thread")


def test_one_may_wait_for_another():
    errands, release = Errands(1), threading.Event()
    first = errands.start("first", lambda: release.wait(1))
    second = errands.start("second", first.get)
    assert second.within(0.05) is None
    release.set()
    assert (second.get(), first.get()) == (True, True)


def test_a_share_of_the_budget_ends_with_the_budget(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("agwctl.doctor.examination.errands.time", SimpleNamespace(monotonic=lambda: now[0]))
    errands = Errands(8)
    assert errands.left(0.5) == 4
    now[0] += 6
    assert errands.left(0.5) == 2
    now[0] += 3
    assert errands.left(0.5) == 0


def test_what_gathers_has_a_moment_more_than_what_it_waits_for():
    errands, release = Errands(0.1), threading.Event()
    inner = errands.start("inner", lambda: release.wait(5))
    found = errands.gather("outer", lambda: [inner.get()], 20).get()
    release.set()
    assert found == [Unread("inner took longer than 0.1 s")]
