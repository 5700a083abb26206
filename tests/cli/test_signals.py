"""How a verb that serves ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

PROGRAM = """
import sys, threading, time
from agwctl.cli.signals import wait_for_stop

class Event(threading.Event):
    def wait(self, timeout=None):
        print("ready", flush=True)  # the handlers are in place by now
        return super().wait(timeout)

stop = Event()
if "set" in sys.argv:
    threading.Timer(0.05, stop.set).start()
wait_for_stop(stop)
print("stopping", flush=True)
time.sleep(60 if "hang" in sys.argv else 0)
print("stopped", flush=True)
"""


@pytest.fixture
def start(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM, request.param]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("start", ["signal"], indirect=True)
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_wait(start: subprocess.Popen[str], how: signal.Signals) -> None:
    start.send_signal(how)
    out, _ = start.communicate(timeout=5)
    assert (out, start.returncode) == ("stopping\nstopped\n", 0)


@pytest.mark.parametrize("start", ["hang"], indirect=True)
def test_a_second_signal_ends_the_process(start: subprocess.Popen[str]) -> None:
    start.send_signal(signal.SIGINT)
    assert start.stdout is not None
    assert start.stdout.readline() == "stopping\n"
    start.send_signal(signal.SIGINT)
    assert start.wait(5) == 0


@pytest.mark.parametrize("start", ["set"], indirect=True)
def test_an_event_ends_it_too(start: subprocess.Popen[str]) -> None:
    out, _ = start.communicate(timeout=5)
    assert (out, start.returncode) == ("stopping\nstopped\n", 0)
