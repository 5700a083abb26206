"""Which fault strikes which request."""

from __future__ import annotations

from typing import Any

import pytest

from agwctl.ollama.faults import Crash, Faults, Hang, OutOfMemory, PathFault, QueueFull, SlowLoad
from agwctl.ollama.name import ModelName
from agwctl.ollama.store import Model

LLAMA, MISTRAL = (
    Model(ModelName("registry.ollama.ai", "library", name, "latest"), 1, 0, "llama", "1B", "F16", 4096, 64)
    for name in ("llama3.2", "mistral")
)


def struck(faults: Faults, requests: int, loaded: bool = False) -> list[Any]:
    return [faults.of_model(LLAMA, loaded=loaded) for _ in range(requests)]


def test_a_fault_is_of_a_model_by_any_of_its_spellings_or_of_all() -> None:
    for name in ("llama3.2", "LLAMA3.2:latest", "registry.ollama.ai/library/llama3.2", "*"):
        assert Faults([Crash(model=name)]).of_model(LLAMA, loaded=True) == Crash(model=name)
    assert Faults([Crash(model="llama3.2")]).of_model(MISTRAL, loaded=True) is None
    assert Faults([Crash(model="no name")]).of_model(LLAMA, loaded=True) is None


def test_the_first_one_counts_while_it_lasts() -> None:
    first, second = Crash(times=2), Hang(times=1)
    assert struck(Faults([first, second]), 4) == [first, first, second, None]


def test_what_goes_wrong_at_load_waits_for_a_load() -> None:
    load, crash = OutOfMemory(times=1), Crash()
    faults = Faults([load, crash])
    assert struck(faults, 2, loaded=True) == [crash, crash]
    assert struck(faults, 2) == [load, crash]


def test_what_goes_wrong_at_work_waits_for_work() -> None:
    work, busy = Crash(times=1), QueueFull(times=1)
    faults = Faults([work, busy])
    assert [faults.of_model(LLAMA, loaded=False, works=works) for works in (False, False, True)] == [busy, None, work]


def test_a_probability_follows_the_seed() -> None:
    def hits(seed: int) -> list[bool]:
        return [fault is not None for fault in struck(Faults([Crash(probability=0.25)], seed), 400)]

    assert hits(1) == hits(1)
    assert hits(1) != hits(2)
    assert 60 < sum(hits(1)) < 140


@pytest.mark.parametrize(("probability", "times", "expected"), [(0.0, None, 0), (1.0, None, 50), (0.5, 3, 3)])
def test_times_are_those_that_it_struck(probability: float, times: int | None, expected: int) -> None:
    assert sum(map(bool, struck(Faults([Crash(probability=probability, times=times)]), 50))) == expected


def test_a_path_as_it_is_or_by_its_beginning() -> None:
    exact, beginning = PathFault(path="/api/chat", method="POST"), PathFault(path="/v1/*")
    faults = Faults([SlowLoad(seconds=1), exact, beginning])
    assert faults.of_path("POST", "/api/chat") == exact
    assert faults.of_path("GET", "/api/chat") is None
    assert faults.of_path("POST", "/api/chat/") is None
    assert faults.of_path("GET", "/v1/models") == beginning
    assert faults.of_path("GET", "/v1") is None


def test_one_that_is_added_comes_first_until_all_are_cleared() -> None:
    faults = Faults([Crash()])
    faults.add(Hang(times=1))
    faults.add(PathFault(path="/x", hang=True))
    assert struck(faults, 2) == [Hang(times=1), Crash()]
    assert faults.of_path("GET", "/x") is not None
    faults.clear()
    assert struck(faults, 1) == [None]
    assert faults.of_path("GET", "/x") is None
