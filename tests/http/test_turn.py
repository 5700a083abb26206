"""Workers run one at a time, and one that is blocked holds the others up once only."""

from __future__ import annotations

import threading
import time

import pytest

from agwctl.http.turn import PATIENCE, Turn


@pytest.fixture
def turn() -> Turn:
    return Turn(needed=True)


def run(*jobs: object) -> list[threading.Thread]:
    threads = [threading.Thread(target=job) for job in jobs]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    return threads


def test_one_at_a_time(turn: Turn) -> None:
    running, most, done = 0, 0, 0
    count = threading.Lock()

    def job() -> None:
        nonlocal running, most, done
        for _ in range(20):
            turn.take()
            with count:
                running += 1
                most = max(most, running)
            time.sleep(0.0002)
            with count:
                running -= 1
                done += 1
            turn.give()

    for thread in run(*[job] * 8):
        thread.join()
    assert (most, done) == (1, 160)


def test_who_waits_lets_others_run(turn: Turn) -> None:
    turn.take()
    assert turn.give()
    ran = threading.Event()

    def job() -> None:
        turn.take()
        ran.set()
        turn.give()

    (thread,) = run(job)
    assert ran.wait(PATIENCE)
    thread.join()


def test_a_thread_without_the_turn_gives_nothing(turn: Turn) -> None:
    turn.take()
    given: list[bool] = []
    (thread,) = run(lambda: given.append(turn.give()))
    thread.join()
    assert given == [False]
    assert turn.give()
    assert not turn.give()


def test_a_blocked_holder_is_waited_for_once(turn: Turn) -> None:
    turn.take()
    took: list[float] = []

    def job() -> None:
        for _ in range(10):
            started = time.monotonic()
            turn.take()
            took.append(time.monotonic() - started)
            turn.give()

    (thread,) = run(job)
    thread.join(5)
    assert not thread.is_alive()
    assert took[0] >= PATIENCE * 0.9
    assert max(took[1:]) < PATIENCE
    assert turn.give()
    turn.take()  # and from then on there are turns again
    assert turn.give()


def test_threads_that_run_side_by_side_need_no_turns() -> None:
    turn = Turn(needed=False)
    turn.take()
    assert not turn.give()
