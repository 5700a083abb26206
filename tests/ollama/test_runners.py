"""Which models are loaded, and until when."""

from __future__ import annotations

from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import local_time
from agwctl.ollama.duration import FOREVER
from agwctl.ollama.runners import Runners
from agwctl.ollama.store import Model
from tests.ollama.played import NOON, FakeTime

LLAMA, MISTRAL, _ = default_models(NOON)
MINUTE = 60 * 10**9


def names(runners: Runners) -> list[str]:
    return [entry["name"] for entry in runners.listing()]


def test_loaded_once_and_gone_when_its_time_is_over() -> None:
    time = FakeTime()
    runners = Runners(time.clock)
    assert runners.acquire(LLAMA, MINUTE)
    assert not runners.acquire(LLAMA, MINUTE)
    assert runners.busy == 2
    time.sleep(90)
    runners.release(LLAMA)
    runners.release(LLAMA)
    assert runners.busy == 0
    time.sleep(59)
    assert names(runners) == ["llama3.2:latest"]
    time.sleep(1)
    assert names(runners) == []


def test_the_time_counts_from_when_it_became_idle() -> None:
    time = FakeTime()
    runners = Runners(time.clock)
    runners.acquire(LLAMA, MINUTE)
    time.sleep(30)
    runners.release(LLAMA)
    (entry,) = runners.listing()
    assert entry["expires_at"] == local_time(NOON + 90 * 10**9)


def test_a_busy_model_outlives_its_time() -> None:
    time = FakeTime()
    runners = Runners(time.clock)
    runners.acquire(LLAMA, 0)
    time.sleep(600)
    assert names(runners) == ["llama3.2:latest"]
    runners.release(LLAMA)
    assert names(runners) == []


def test_unloading_waits_for_requests_in_flight() -> None:
    runners = Runners(FakeTime().clock)
    runners.acquire(LLAMA, MINUTE)
    runners.unload(LLAMA)
    assert names(runners) == ["llama3.2:latest"]
    runners.release(LLAMA)
    assert names(runners) == []
    runners.unload(LLAMA)


def test_for_ever_is_a_date_and_stands_first() -> None:
    runners = Runners(FakeTime().clock)
    for model, keep in ((LLAMA, MINUTE), (MISTRAL, FOREVER)):
        runners.acquire(model, keep)
        runners.release(model)
    assert names(runners) == ["mistral:latest", "llama3.2:latest"]
    assert runners.listing()[0]["expires_at"].startswith("2319-")


def test_models_of_the_same_weights_share_a_runner() -> None:
    runners = Runners(FakeTime().clock)
    copied = Model(MISTRAL.name, 1, NOON, "llama", "3B", "F16", 1, 1, blob=LLAMA.blob)
    assert runners.acquire(LLAMA, MINUTE)
    assert not runners.acquire(copied, MINUTE)
    assert names(runners) == ["llama3.2:latest"]
