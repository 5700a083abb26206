"""Vectors made up from texts."""

from __future__ import annotations

import math
import threading
import time as real_time
from dataclasses import replace
from typing import Any

import pytest

from agwctl.http.failure import ClientGone
from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import Pace
from agwctl.ollama.embedding import Embedding
from agwctl.ollama.faults import ContextOverflow, Crash, CutOff, DiesIdle, Hang, ModelFault, OutOfMemory, SlowFirstToken
from agwctl.ollama.loading import wish
from agwctl.ollama.refusal import Refusal, RunnerFailure
from agwctl.ollama.runners import Runners
from agwctl.ollama.settings import Settings
from agwctl.ollama.store import Model
from tests.ollama.played import NOON, Client, FakeTime

NOMIC = default_models(NOON)[2]
PACE = Pace(load_seconds=2, prompt_tokens_per_second=4)


def embedded(
    *texts: str,
    model: Model = NOMIC,
    fault: ModelFault | None = None,
    time: FakeTime | None = None,
    runners: Runners | None = None,
    hangup: Client | None = None,
    **fields: Any,
) -> Embedding:
    time = time or FakeTime()
    wanted = wish(model, {}, Settings(), PACE, 60 * 10**9, fault)
    return Embedding(wanted, texts, **fields).run(runners or Runners(time.clock), time.clock, hangup)


def test_vectors_are_of_length_one_and_the_same_every_time() -> None:
    made = embedded("a", "b c")
    first, second = made.vectors
    assert len(first) == 768
    assert math.hypot(*first) == pytest.approx(1, abs=1e-6)
    assert first != second
    assert made.tokens == 3 + 4
    assert embedded("a").vectors == [first]


def test_they_follow_from_the_weights_and_the_seed() -> None:
    other = replace(NOMIC, name=NOMIC.name._replace(model="copied"), layers=())
    assert embedded("a", model=other).vectors == embedded("a").vectors
    assert embedded("a", model=replace(other, blob="other")).vectors != embedded("a").vectors
    assert embedded("a", seed=1).vectors != embedded("a").vectors


@pytest.mark.parametrize(("dimensions", "length"), [(8, 8), (5000, 768), (0, 768)])
def test_fewer_dimensions_when_asked_for_never_more(dimensions: int, length: int) -> None:
    (vector,) = embedded("a", dimensions=dimensions).vectors
    assert len(vector) == length
    assert math.hypot(*vector) == pytest.approx(1, abs=1e-6)


def test_too_long_a_text_is_cut_or_refused() -> None:
    text = "word " * 3000
    assert embedded(text).tokens == 2048
    assert embedded("short", text).tokens == 3 + 2048
    with pytest.raises(Refusal, match="the input length exceeds the context length") as failure:
        embedded(text, truncate=False)
    assert failure.value.status == 400
    with pytest.raises(Refusal, match="the input length exceeds the context length"):
        embedded("short", fault=ContextOverflow())


def test_it_takes_the_time_of_loading_and_of_reading() -> None:
    time = FakeTime()
    runners = Runners(time.clock)
    made = embedded("a", "b", time=time, runners=runners)
    assert [made.load_duration / 10**9, made.total_duration / 10**9] == pytest.approx([2, 2 + 6 / 4])
    again = embedded("a", time=time, runners=runners)
    assert again.load_duration == 1
    assert again.total_duration / 10**9 == pytest.approx(3 / 4)


def test_no_text_only_loads() -> None:
    time = FakeTime()
    runners = Runners(time.clock)
    made = embedded(time=time, runners=runners)
    assert (made.vectors, made.tokens) == ([], 0)
    assert time.slept == pytest.approx(2)
    assert [entry["context_length"] for entry in runners.listing()] == [2048]


@pytest.mark.parametrize(
    ("fault", "failure"), [(Crash(), RunnerFailure), (OutOfMemory(), Refusal), (CutOff(), ClientGone)]
)
def test_how_it_fails(fault: ModelFault, failure: type[Exception]) -> None:
    runners = Runners(FakeTime().clock)
    with pytest.raises(failure):
        embedded("a", fault=fault, runners=runners)
    assert runners.busy == 0


def test_it_hangs_until_the_client_leaves() -> None:
    time = FakeTime()
    with pytest.raises(ClientGone):
        embedded("a", time=time, fault=Hang(), hangup=Client(leaves_at=NOON + 60 * 10**9, time=time))
    assert time.slept == pytest.approx(60, abs=0.1)


def test_it_may_be_slow() -> None:
    time = FakeTime()
    embedded("a", time=time, fault=SlowFirstToken(seconds=9))
    assert time.slept == pytest.approx(2 + 9 + 3 / 4)


def test_a_dead_runner_fails_whoever_waits_for_it() -> None:
    time = FakeTime()
    runners = Runners(time.clock)
    lease = runners.acquire(wish(NOMIC, {}, Settings(), PACE))
    failed: list[bool] = []

    def wait() -> None:
        try:
            embedded("a", time=time, runners=runners)
        except RunnerFailure:
            failed.append(True)

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    deadline = real_time.monotonic() + 5
    while runners.busy < 2 and real_time.monotonic() < deadline:
        real_time.sleep(0.001)
    runners.kill(lease.runner)
    runners.release(lease)
    waiting.join(5)
    assert failed == [True]
    assert runners.busy == 0


@pytest.mark.parametrize("fault", [Crash(), DiesIdle()])
def test_after_a_death_the_model_is_loaded_again(fault: ModelFault) -> None:
    time = FakeTime()
    runners = Runners(time.clock)
    try:
        embedded("a", time=time, runners=runners, fault=fault)
    except RunnerFailure:
        pass
    before = time.slept
    embedded(time=time, runners=runners)
    assert time.slept - before == pytest.approx(2)
