"""Runs the selected cases side by side; each test then takes the outcome of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from tests.conformance import runner
from tests.conformance.plan import Run
from tests.conformance.runner import Outcome

AT_ONCE = 5
"""Cases at a time: a case mostly waits, but its gateway's start takes a quarter of a second of a core."""


@pytest.fixture(scope="session")
def outcome_of(request: pytest.FixtureRequest) -> Iterator[Callable[[Run], Outcome]]:
    """Starts every run that some selected test wants, those that must keep time after the others, one by one."""
    wanted = {run.name: run for run in map(run_of, request.session.items) if run}
    longest_first = sorted(wanted.values(), key=lambda run: -run.waits)
    with ThreadPoolExecutor(AT_ONCE, "case") as crowd, ThreadPoolExecutor(1, "timed case") as alone:
        _POOLS[:] = [crowd, alone]
        pending = {run.name: crowd.submit(outcome, run) for run in longest_first if not run.timed}
        alone.submit(wait, list(pending.values()))
        pending |= {run.name: alone.submit(outcome, run) for run in longest_first if run.timed}
        yield lambda run: outcome(run) if pending[run.name].cancelled() else pending[run.name].result()
        end_runs()


_POOLS: list[ThreadPoolExecutor] = []


def end_runs() -> None:
    """Runs that another worker's tests ask for are not begun any more, and what has begun ends."""
    for pool in _POOLS:
        pool.shutdown(cancel_futures=True)


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Tests of other folders would be blamed for the threads and sockets of cases."""
    if nextitem is not None and nextitem.path.parent != item.path.parent:
        end_runs()


def outcome(run: Run) -> Outcome:
    return runner.run(run.case, run.compat, to_first_difference=run.to_first_difference)


def run_of(item: pytest.Item) -> Run | None:
    callspec = getattr(item, "callspec", None)
    run = callspec.params.get("run") if callspec else None
    return run if isinstance(run, Run) else None


@pytest.fixture(autouse=True)
def nothing_left_behind() -> None:
    """Threads and sockets of other cases come and go during a test here: a case cleans up after itself."""
