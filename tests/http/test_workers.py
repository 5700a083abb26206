"""Threads on demand."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from agwctl.http.workers import Job, Workers
from tests.http.peers import PATIENCE, eventually


@pytest.fixture
def workers():
    workers = Workers(2, idle=0.05)
    yield workers
    assert workers.stop()


def waiting(event: threading.Event) -> Job:
    def job() -> None:
        event.wait(PATIENCE)

    return job


def test_jobs_run_at_the_same_time_up_to_the_limit(workers):
    meet = threading.Barrier(3)
    assert workers.submit(lambda: meet.wait(PATIENCE) and None)
    assert workers.submit(lambda: meet.wait(PATIENCE) and None)
    assert workers.saturated
    assert not workers.submit(lambda: None), "a third one is refused"
    meet.wait(PATIENCE)


def test_what_must_be_done_waits_for_a_thread(workers):
    release, done = threading.Event(), threading.Event()
    for _ in range(2):
        assert workers.submit(waiting(release))
    assert workers.submit(done.set, must=True)
    assert not done.wait(0.02)
    release.set()
    assert done.wait(PATIENCE)


def test_a_thread_is_used_again_and_ends_when_it_idles(workers):
    seen: list[threading.Thread] = []
    for _ in range(3):
        workers.submit(lambda: seen.append(threading.current_thread()))
        eventually(lambda: workers._idlers)
    assert len(seen) == 3
    assert len(set(seen)) == 1
    eventually(lambda: not seen[0].is_alive())
    done = threading.Event()
    assert workers.submit(done.set), "and a new one takes its place"
    assert done.wait(PATIENCE)


def fail() -> None:
    raise ZeroDivisionError


def test_a_job_that_fails_is_shown_and_costs_no_thread(workers, monkeypatch):
    shown = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: shown.append(error))
    for _ in range(5):
        workers.submit(fail)
        eventually(lambda: workers._idlers)
    assert [type(error) for error in shown] == [ZeroDivisionError] * 5


def test_stopping_runs_what_was_taken_and_takes_nothing_more():
    workers = Workers(1)
    release, done = threading.Event(), threading.Event()
    workers.submit(waiting(release))
    workers.submit(done.set, must=True)
    threading.Timer(0.02, release.set).start()
    assert workers.stop()
    assert done.is_set()
    assert not workers.submit(lambda: None, must=True)


def test_stopping_does_not_wait_for_ever():
    workers = Workers(1)
    release = threading.Event()
    workers.submit(waiting(release))
    started = time.monotonic()
    assert not workers.stop(patience=0.05)
    assert time.monotonic() - started < 1
    release.set()
    assert workers.stop()


def test_many_submitters_lose_no_job():
    workers = Workers(4, idle=0.001)
    done: list[int] = []

    def submit() -> None:
        for number in range(300):
            assert workers.submit(lambda number=number: done.append(number), must=True)  # type: ignore[misc]
            if number % 50 == 0:
                time.sleep(0.002)  # long enough for threads to idle and end

    threads = [threading.Thread(target=submit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert workers.stop()
    assert sorted(done) == sorted(list(range(300)) * 4)
