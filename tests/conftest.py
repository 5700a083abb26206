"""What holds for every test: nothing that it started is left running or open."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.ports import free_port

TESTS = Path(__file__).parent
FIRST, LAST = {"conformance"}, {"bench", "stress"}
DESCRIPTORS = Path("/proc/self/fd")
PATIENCE = 2.0
"""Seconds in which a thread or descriptor that is on its way out may still go."""


def pytest_sessionstart() -> None:
    """Claim this process's ports now, so that no test is blamed for the socket that holds them."""
    free_port()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is told now into the golden files")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with a file; with --update-golden the file becomes the text."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{path.name} differs; pytest --update-golden rewrites it"

    return compare


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest group first; what measures time or load last, when no other worker starts gateways by the dozen."""
    for item in items:
        if folder(item) in LAST:
            item.add_marker(pytest.mark.xdist_group("last"))
    items.sort(key=lambda item: (folder(item) in LAST) - (folder(item) in FIRST))


def folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fails a test that leaves a thread running, or a socket, pipe or selector open."""
    threads, descriptors = running_threads(), open_descriptors()
    yield
    deadline = time.monotonic() + PATIENCE
    while leftover := (running_threads() - threads, open_descriptors() - descriptors):
        if not any(leftover):
            return
        if time.monotonic() > deadline:
            break
        gc.collect()
        time.sleep(0.01)
    left = [f"thread {thread.name}" for thread in leftover[0]] + [f"descriptor {name}" for name in leftover[1]]
    pytest.fail("left behind: " + ", ".join(sorted(left)), pytrace=False)


def running_threads() -> set[threading.Thread]:
    return set(threading.enumerate())


def open_descriptors() -> set[str]:
    """Sockets, pipes and selectors by their kernel names; files are left to ResourceWarning. Linux only."""
    if sys.platform != "linux":
        return set()
    named = ((entry.name, target(entry)) for entry in DESCRIPTORS.iterdir())
    return {f"{number} ({name})" for number, name in named if name.startswith(("socket:", "pipe:", "anon_inode:"))}


def target(descriptor: Path) -> str:
    try:
        return os.readlink(descriptor)
    except OSError:  # closed since it was listed, as the one for the listing itself always is
        return ""
