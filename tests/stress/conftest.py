"""A gateway process on the guide's configuration in front of a recording upstream, and how long the suites last."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bench.peers import Peer, Running, running
from tests.stress.upstream import Upstream

SOAK = "AGWCTL_SOAK" in os.environ
"""Set by `make soak`: full length, alone on the machine. Otherwise a short form that runs beside other tests."""

GATEWAY = Peer("agwctl", [sys.executable, "-m", "agwctl", "serve", "-f", "{config}"], "gateway.yaml")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.stress)


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Callable[[Upstream], Running]]:
    """Starts one in front of an upstream. Afterwards it must have exited well, without a trace of a crash."""
    started: list[Running] = []
    with ExitStack() as stack:

        def start(upstream: Upstream) -> Running:
            started.append(stack.enter_context(running(GATEWAY, tmp_path, upstream.port)))
            return started[-1]

        yield start
    for proxy in started:
        output = next(tmp_path.glob(f"*-{proxy.port}/output")).read_text()
        assert "Traceback" not in output
        assert proxy.process.returncode == 0, output[-2000:]
