"""Which models are loaded, until when, and who waits for whom."""

from __future__ import annotations

import random
import threading
import time as real_time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from agwctl.http.failure import ClientGone
from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import Clock, Pace, local_time
from agwctl.ollama.duration import FOREVER
from agwctl.ollama.faults import DiesIdle, OutOfMemory, QueueFull
from agwctl.ollama.footprint import footprint
from agwctl.ollama.hardware import GIB, Hardware
from agwctl.ollama.loading import Wish, wish
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import LATEST, Release
from agwctl.ollama.runner import Lease
from agwctl.ollama.runners import Runners
from agwctl.ollama.settings import Settings
from agwctl.ollama.store import Model
from tests.ollama.played import NOON, Client, FakeTime

LLAMA, MISTRAL, NOMIC = default_models(NOON)
MINUTE = 60 * 10**9
BUSY = "server busy, please try again.  maximum pending requests exceeded"


@dataclass
class Stage:
    """Runners with a clock that only sleeping moves."""

    settings: Settings
    time: FakeTime
    runners: Runners

    @classmethod
    def of(cls, release: Release = LATEST, **settings: Any) -> Stage:
        time = FakeTime()
        return cls(Settings(**settings), time, Runners(time.clock, Settings(**settings), release))

    def wish(self, model: Model, keep: int | None = MINUTE, load_seconds: float = 0, **options: Any) -> Wish:
        return wish(model, options, self.settings, Pace(load_seconds=load_seconds), keep)

    def hold(self, model: Model, keep: int | None = MINUTE, **options: Any) -> Lease:
        return self.runners.acquire(self.wish(model, keep, **options))

    def use(self, model: Model, keep: int | None = MINUTE, **options: Any) -> Lease:
        lease = self.hold(model, keep, **options)
        self.runners.release(lease)
        return lease

    @property
    def names(self) -> list[str]:
        return [entry["name"].removesuffix(":latest") for entry in self.runners.listing()]

    @property
    def expires(self) -> list[str]:
        return [entry["expires_at"] for entry in self.runners.listing()]


def eventually(holds: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    deadline = real_time.monotonic() + 5
    while not holds():
        assert real_time.monotonic() < deadline
        real_time.sleep(0.001)


def copy(model: Model, name: str) -> Model:
    return replace(model, name=model.name._replace(model=name), digest="", blob=model.blob, layers=())


def test_loaded_once_and_gone_when_its_time_is_over() -> None:
    stage = Stage.of()
    first, second = stage.hold(LLAMA), stage.hold(LLAMA)
    assert (first.loaded, second.loaded, stage.runners.busy) == (True, False, 2)
    stage.time.sleep(90)
    stage.runners.release(first)
    stage.runners.release(second)
    assert stage.runners.busy == 0
    stage.time.sleep(59)
    assert stage.names == ["llama3.2"]
    stage.time.sleep(1)
    assert stage.names == []


def test_the_time_counts_from_when_it_became_idle() -> None:
    stage = Stage.of()
    lease = stage.hold(LLAMA)
    stage.time.sleep(30)
    stage.runners.release(lease)
    assert stage.expires == [local_time(NOON + 90 * 10**9)]


def test_until_the_first_request_is_over_the_end_moves_with_the_clock() -> None:
    stage = Stage.of()
    stage.hold(LLAMA)
    stage.time.sleep(30)
    assert stage.expires == [local_time(NOON + 90 * 10**9)]


def test_during_a_later_request_the_old_end_is_kept_even_past_it() -> None:
    stage = Stage.of()
    stage.use(LLAMA)
    stage.hold(LLAMA)
    stage.time.sleep(90)
    assert stage.expires == [local_time(NOON + 60 * 10**9)]


def test_who_says_nothing_of_keeping_leaves_it_as_it_was() -> None:
    stage = Stage.of(keep_alive=2 * MINUTE)
    stage.use(LLAMA, keep=None)
    assert stage.expires == [local_time(NOON + 2 * MINUTE)]
    stage.use(LLAMA, keep=5 * MINUTE)
    stage.use(LLAMA, keep=None)
    assert stage.expires == [local_time(NOON + 5 * MINUTE)]


def test_nothing_is_kept_for_no_time() -> None:
    stage = Stage.of()
    lease = stage.hold(LLAMA, keep=0)
    stage.time.sleep(600)
    assert stage.names == ["llama3.2"]
    stage.runners.release(lease)
    assert stage.names == []


def test_unloading_waits_for_requests_in_flight() -> None:
    stage = Stage.of()
    lease = stage.hold(LLAMA)
    stage.time.sleep(5)
    stage.runners.unload(LLAMA)
    stage.time.sleep(5)
    assert stage.expires == [local_time(NOON + 5 * 10**9)]
    stage.runners.release(lease)
    assert stage.names == []
    stage.runners.unload(LLAMA)
    stage.use(LLAMA)
    stage.runners.unload(LLAMA)
    assert stage.names == []


def test_for_ever_is_a_date_and_stands_first() -> None:
    stage = Stage.of()
    stage.use(LLAMA)
    stage.use(MISTRAL, keep=FOREVER)
    assert stage.names == ["mistral", "llama3.2"]
    assert stage.expires[0].startswith("2319-")


def test_models_of_the_same_weights_share_a_runner_under_the_first_name() -> None:
    stage = Stage.of()
    assert stage.use(LLAMA).loaded
    other = copy(LLAMA, "other")
    assert not stage.use(other, keep=5 * MINUTE).loaded
    assert stage.names == ["llama3.2"]
    assert stage.expires == [local_time(NOON + 5 * MINUTE)]
    stage.runners.unload(other)
    assert stage.names == []


@pytest.mark.parametrize(
    ("options", "loaded"),
    [
        ({}, False),
        ({"num_ctx": 4096}, False),
        ({"num_gpu": -1}, False),
        ({"num_batch": 512, "num_thread": 0, "main_gpu": 0, "use_mmap": None}, False),
        ({"temperature": 0.5, "num_predict": 1}, False),
        ({"num_ctx": 8192}, True),
        ({"num_gpu": 0}, True),
        ({"num_thread": 3}, True),
        ({"use_mmap": False}, True),
    ],
)
def test_another_option_of_loading_loads_it_anew(options: dict[str, Any], loaded: bool) -> None:
    stage = Stage.of()
    stage.use(LLAMA)
    assert stage.use(LLAMA, **options).loaded is loaded
    (entry,) = stage.runners.listing()
    assert entry["context_length"] == options.get("num_ctx", 4096)


def test_who_leaves_the_layers_to_ollama_takes_them_where_they_are() -> None:
    stage = Stage.of()
    stage.use(LLAMA, num_gpu=0)
    assert not stage.use(LLAMA).loaded
    assert not stage.use(LLAMA, num_gpu=0).loaded
    assert stage.use(LLAMA, num_gpu=3).loaded
    assert stage.use(LLAMA, num_thread=3).loaded


def test_a_model_whose_process_died_is_shown_and_loaded_anew() -> None:
    stage = Stage.of()
    stage.runners.release(stage.runners.acquire(replace(stage.wish(LLAMA), fault=DiesIdle())))
    assert stage.names == ["llama3.2"]
    assert stage.use(LLAMA).loaded


@pytest.mark.parametrize(("hardware", "most"), [(Hardware(), 3), (Hardware(vram=2**50, gpus=2), 6)])
def test_so_many_models_are_loaded_at_once(hardware: Hardware, most: int) -> None:
    stage = Stage.of(hardware=hardware)
    for number in range(most + 2):
        stage.use(replace(LLAMA, name=LLAMA.name._replace(model=f"m{number}"), digest="", blob=f"{number}", layers=()))
    assert len(stage.names) == most


def test_the_idle_one_with_the_shortest_time_to_stay_makes_room() -> None:
    stage = Stage.of(max_loaded=2)
    stage.use(LLAMA, keep=5 * MINUTE)
    stage.use(MISTRAL, keep=MINUTE)
    stage.use(NOMIC, keep=9 * MINUTE)
    assert stage.names == ["nomic-embed-text", "llama3.2"]


def test_a_busy_one_stays_while_an_idle_one_can_go() -> None:
    stage = Stage.of(max_loaded=2)
    stage.hold(LLAMA, keep=MINUTE)
    stage.use(MISTRAL, keep=5 * MINUTE)
    stage.use(NOMIC, keep=9 * MINUTE)
    assert stage.names == ["nomic-embed-text", "llama3.2"]


def test_whichever_goes_first_makes_room() -> None:
    stage = Stage.of(max_loaded=2)
    first, other = stage.hold(LLAMA, keep=MINUTE), stage.hold(MISTRAL, keep=5 * MINUTE)
    loaded: list[bool] = []
    waiting = threading.Thread(target=lambda: loaded.append(stage.use(NOMIC).loaded), daemon=True)
    waiting.start()
    eventually(lambda: first.runner.keep == 0)
    stage.runners.unload(MISTRAL)
    stage.runners.release(other)
    waiting.join(5)
    assert loaded == [True]
    assert set(stage.names) == {"llama3.2", "nomic-embed-text"}


def sizes(stage: Stage) -> dict[str, tuple[int, int]]:
    return {entry["name"]: (entry["size"], entry["size_vram"]) for entry in stage.runners.listing()}


def test_on_the_gpu_beside_it_and_on_the_cpu() -> None:
    size = footprint(LLAMA, 4096).size
    for vram, on_gpu in ((size, size), (0, 0)):
        stage = Stage.of(hardware=Hardware(vram=vram))
        stage.use(LLAMA)
        assert sizes(stage) == {"llama3.2:latest": (size, on_gpu)}
    stage = Stage.of(hardware=Hardware(vram=size // 2))
    stage.use(LLAMA)
    (placed,) = sizes(stage).values()
    assert 0 < placed[1] <= size // 2 < placed[0]


def test_parallel_requests_take_their_context_each() -> None:
    one, four = Stage.of(), Stage.of(num_parallel=4)
    for stage in (one, four):
        stage.use(LLAMA)
        stage.use(NOMIC)
    assert sizes(four)["llama3.2:latest"] > sizes(one)["llama3.2:latest"]
    assert sizes(four)["nomic-embed-text:latest"] == sizes(one)["nomic-embed-text:latest"]


def test_others_make_room_for_what_needs_most_of_the_free_memory() -> None:
    need = footprint(LLAMA, 4096).size + footprint(MISTRAL, 4096).size
    tight, roomy = Stage.of(hardware=Hardware(ram=need)), Stage.of(hardware=Hardware(ram=need * 2))
    for stage in (tight, roomy):
        stage.use(LLAMA)
        stage.use(MISTRAL)
    assert tight.names == ["mistral"]
    assert set(roomy.names) == {"llama3.2", "mistral"}


def test_layers_that_may_not_lie_on_a_gpu_have_others_make_room_beside_it() -> None:
    need = footprint(MISTRAL, 4096).size
    stage = Stage.of(hardware=Hardware(ram=need, vram=need * 10))
    stage.use(LLAMA, num_gpu=0)
    stage.use(NOMIC)
    stage.use(MISTRAL, keep=5 * MINUTE, num_gpu=0)
    assert "llama3.2" not in stage.names
    assert sizes(stage)["mistral:latest"] == (need, 0)


def refusal(act: Callable[[], object]) -> tuple[int, str]:
    with pytest.raises(Refusal) as failure:
        act()
    return failure.value.status, failure.value.text


def test_a_model_that_does_not_fit_alone_is_not_loaded() -> None:
    for hardware, line in (
        (Hardware(ram=GIB), "ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size "),
        (Hardware(ram=GIB, vram=GIB // 4), "cudaMalloc failed: out of memory"),
    ):
        stage = Stage.of(hardware=hardware)
        status, text = refusal(partial(stage.use, MISTRAL))
        assert status == 500
        assert text.startswith(f"llama-server process has terminated: exit status 1: {line}")
        assert stage.names == []


def test_older_releases_say_how_much_is_missing() -> None:
    stage = Stage.of(Release("0.13.5"), hardware=Hardware(ram=3 * GIB))
    need = footprint(MISTRAL, 4096).size / GIB
    assert refusal(lambda: stage.use(MISTRAL)) == (
        500,
        f"model requires more system memory ({need:.1f} GiB) than is available (3.0 GiB)",
    )


def test_memory_may_be_said_to_lack_while_there_is_enough() -> None:
    for release, start in ((LATEST, "llama-server process has"), (Release("0.13.5"), "model requires more system")):
        stage = Stage.of(release)
        struck = replace(stage.wish(LLAMA), fault=OutOfMemory())
        status, text = refusal(partial(stage.runners.acquire, struck))
        assert status == 500
        assert text.startswith(start)


def test_a_context_that_nobody_asked_for_is_lowered_until_it_fits() -> None:
    long = replace(LLAMA, context_length=2**18)
    stage = Stage.of(hardware=Hardware(ram=0, vram=48 * GIB), num_parallel=8)
    stage.use(long)
    (entry,) = stage.runners.listing()
    assert entry["context_length"] == 32_768
    assert not stage.use(long).loaded
    assert not stage.use(long, num_ctx=32_768).loaded
    assert refusal(lambda: stage.use(long, num_ctx=2**18))[0] == 500


def test_a_full_queue() -> None:
    stage = Stage.of(max_queue=1)
    told: list[object] = []
    others = [MISTRAL, NOMIC]
    queued: list[threading.Thread] = []

    def meanwhile(seconds: float) -> None:
        """While the first model loads one request may queue, the next one is refused."""
        if others:
            thread = threading.Thread(target=lambda: told.append(stage.use(MISTRAL).loaded))
            others.clear()
            thread.start()
            queued.append(thread)
            eventually(lambda: len(stage.runners._queue) == 2)
            told.append(refusal(lambda: stage.use(NOMIC)))
            told.append(refusal(lambda: stage.use(LLAMA)))

    stage.runners._clock = Clock(stage.time.clock.now, meanwhile)
    stage.use(LLAMA, load_seconds=0.01)
    queued[0].join(5)
    assert told == [(503, BUSY), (503, BUSY), True]
    assert stage.use(NOMIC).loaded


def test_a_queue_may_be_said_to_be_full() -> None:
    stage = Stage.of()
    struck = replace(stage.wish(LLAMA), fault=QueueFull())
    assert refusal(lambda: stage.runners.acquire(struck)) == (503, BUSY)


def test_a_loaded_model_needs_no_place_in_the_queue() -> None:
    stage = Stage.of(max_queue=0)
    stage.use(LLAMA)
    assert [stage.hold(LLAMA).loaded for _ in range(3)] == [False] * 3


@pytest.mark.parametrize("waits_for", ["a turn", "a load", "room", "the loading itself"])
def test_whoever_leaves_waits_no_longer(waits_for: str) -> None:
    stage = Stage.of(max_loaded=1)
    gone = Client(left=True)
    held = None if waits_for == "the loading itself" else stage.hold(LLAMA)
    if waits_for == "a turn":
        lease = stage.hold(LLAMA)
        with pytest.raises(ClientGone):
            stage.runners.turn(lease, gone)
        stage.runners.release(lease)
    else:
        wanted = stage.wish(LLAMA if waits_for == "a load" else MISTRAL, load_seconds=60, num_thread=7)
        with pytest.raises(ClientGone):
            stage.runners.acquire(wanted, gone)
    if held is not None:
        stage.runners.release(held)
    assert stage.runners.busy == 0
    assert stage.use(NOMIC).loaded


def test_requests_take_turns_in_the_order_of_their_coming() -> None:
    stage = Stage.of(num_parallel=2)
    first, second, third = (stage.hold(LLAMA) for _ in range(3))
    stage.runners.turn(first)
    stage.runners.turn(second)
    with pytest.raises(ClientGone):
        stage.runners.turn(third, Client(left=True))
    stage.runners.release(first)
    stage.runners.turn(third)


@dataclass
class Impatient:
    """A client that leaves after so many looks at it."""

    looks: int

    def fileno(self) -> int:
        return -1

    def gone(self) -> bool:
        self.looks -= 1
        return self.looks < 0


def test_many_threads_agree() -> None:
    """Real threads, real clock: never more at once than allowed, nothing left over, nobody starves."""
    models = [
        replace(LLAMA, name=LLAMA.name._replace(model=f"m{n}"), digest="", blob=f"{n}", layers=()) for n in range(4)
    ]
    settings = Settings(num_parallel=2, max_loaded=2)
    runners = Runners(Clock(), settings)
    running = {model.blob: 0 for model in models}
    lock, wrong, served, left = threading.Lock(), list[str](), list[int](), list[int]()

    def request(number: int) -> None:
        dice = random.Random(number)
        for _ in range(100):
            model = dice.choice(models)
            options = {"num_ctx": dice.choice([2048, 2048, 2048, 4096])}
            pace = Pace(load_seconds=0.0005)
            fault = DiesIdle() if dice.random() < 0.05 else None
            wanted = wish(model, options, settings, pace, dice.choice([0, None, MINUTE]), fault)
            client = Impatient(dice.choice([3, 1000]))
            lease = None
            try:
                lease = runners.acquire(wanted, client)
                runners.turn(lease, client)
            except ClientGone:
                left.append(number)
                if lease is not None:
                    runners.release(lease)
                continue
            with lock:
                running[model.blob] += 1
                if running[model.blob] > 2:
                    wrong.append(f"{running[model.blob]} at once")
            if len(runners.listing()) > 2:
                wrong.append("more than two models")
            real_time.sleep(dice.random() * 0.001)
            with lock:
                running[model.blob] -= 1
            runners.release(lease)
        served.append(number)

    threads = [threading.Thread(target=request, args=(number,), daemon=True) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not wrong
    assert sorted(served) == list(range(12))
    assert left
    assert runners.busy == 0
