"""Runs the selected cases side by side; each test then takes the outcome of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conformance import runner
from tests.conformance.plan import Run
from tests.conformance.runner import Outcome

AT_ONCE = 8
"""Cases at a time. Most of a case's time is spent waiting; on 2 cores more than this only adds contention."""


@pytest.fixture(scope="session")
def outcome_of(request: pytest.FixtureRequest) -> Iterator[Callable[[Run], Outcome]]:
    """Starts every run that some selected test wants, and gives out outcomes."""
    wanted = {run.name: run for run in map(run_of, request.session.items) if run}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="case") as pool:
        pending = {
            run.name: pool.submit(runner.run, run.case, run.compat, to_first_difference=run.to_first_difference)
            for run in sorted(wanted.values(), key=lambda run: -run.waits)
        }
        yield lambda run: pending[run.name].result()
        pool.shutdown(cancel_futures=True)


def run_of(item: pytest.Item) -> Run | None:
    callspec = getattr(item, "callspec", None)
    run = callspec.params.get("run") if callspec else None
    return run if isinstance(run, Run) else None


@pytest.fixture(autouse=True)
def nothing_left_behind() -> None:
    """Threads and sockets of other cases come and go during a test here: a case cleans up after itself."""
