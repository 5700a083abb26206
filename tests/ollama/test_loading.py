"""What a request wants loaded, how long that takes and how it fails."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agwctl.http.failure import ClientGone
from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import Pace
from agwctl.ollama.faults import Crash, LoadFails, LoadStalls, ModelFault, SlowLoad
from agwctl.ollama.hardware import GIB, Hardware
from agwctl.ollama.loading import load, out_of_memory, wish
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import LATEST, Release
from agwctl.ollama.settings import Settings
from tests.ollama.played import NOON, Client, FakeTime

LLAMA, _, NOMIC = default_models(NOON)
SET = replace(LLAMA, parameters=(("num_ctx", 1000), ("num_thread", 4)))
OLD = Release("0.13.5")


@pytest.mark.parametrize(
    ("model", "options", "settings", "context", "chosen"),
    [
        (LLAMA, {}, {}, 4096, True),
        (LLAMA, {}, {"hardware": Hardware(vram=24 * GIB)}, 32_768, True),
        (LLAMA, {}, {"hardware": Hardware(vram=48 * GIB)}, 131_072, True),
        (LLAMA, {}, {"context_length": 2048}, 2048, False),
        (SET, {}, {"context_length": 2048}, 1000, False),
        (SET, {"num_ctx": 500}, {"context_length": 2048}, 500, False),
        (SET, {"num_ctx": None}, {}, 1000, False),
        (LLAMA, {"num_ctx": 1}, {}, 4, False),
        (LLAMA, {"num_ctx": 10**9}, {}, 131_072, False),
        (replace(LLAMA, capabilities=("completion", "vision")), {"num_ctx": 1}, {}, 2048, False),
        (NOMIC, {}, {}, 2048, True),
        (replace(LLAMA, context_length=0), {"num_ctx": 99}, {}, 99, False),
    ],
)
def test_the_context(model: Any, options: dict[str, Any], settings: dict[str, Any], context: int, chosen: bool) -> None:
    wished = wish(model, options, Settings(**settings), Pace())
    assert (wished.context, wished.chosen) == (context, chosen)


def test_older_releases_choose_the_same_context_for_any_vram() -> None:
    settings = Settings(hardware=Hardware(vram=48 * GIB))
    assert wish(LLAMA, {}, settings, Pace(), release=OLD).context == 4096
    assert wish(LLAMA, {}, settings, Pace(), release=Release("0.15.5")).context == 131_072


def test_contexts_to_try() -> None:
    long = replace(LLAMA, context_length=2**20)
    settings = Settings(hardware=Hardware(vram=48 * GIB))
    assert wish(long, {}, settings, Pace()).contexts == (262_144, 32_768, 4096)
    assert wish(long, {"num_ctx": 9000}, settings, Pace()).contexts == (9000,)


def test_options_of_loading_are_the_request_s_or_the_model_s() -> None:
    wished = wish(SET, {"num_gpu": 3, "temperature": 1, "num_batch": None}, Settings(), Pace())
    assert dict(wished.options) == {"num_gpu": 3, "num_thread": 4}
    assert wished.num_gpu == 3
    assert wished.others == {"num_thread": 4}
    usual = {"num_gpu": -1, "num_batch": 512, "num_thread": 0, "main_gpu": 0, "draft_num_predict": 0}
    assert wish(LLAMA, usual, Settings(), Pace()).options == ()
    assert wish(replace(LLAMA, parameters=(("num_ctx", None),)), {}, Settings(), Pace()).context == 4096


@pytest.mark.parametrize(
    ("model", "parallel"), [(LLAMA, 4), (NOMIC, 1), (replace(LLAMA, family="mllama"), 1)], ids=["any", "embeds", "one"]
)
def test_who_answers_one_after_another(model: Any, parallel: int) -> None:
    assert wish(model, {}, Settings(num_parallel=4), Pace()).parallel == parallel


def loaded(fault: ModelFault | None, release: Release = LATEST, **settings: Any) -> tuple[float, str]:
    """Seconds that loading took, and the refusal that it ended with."""
    time, given = FakeTime(), Settings(**settings)
    wished = replace(wish(LLAMA, {}, given, Pace(load_seconds=2)), fault=fault)
    try:
        load(wished, time.clock, given, release, None)
    except Refusal as refusal:
        assert refusal.status == 500
        return time.slept, refusal.text
    return time.slept, ""


@pytest.mark.parametrize(
    ("fault", "release", "seconds", "text"),
    [
        (None, LATEST, 2, ""),
        (Crash(), LATEST, 2, ""),
        (SlowLoad(seconds=9), LATEST, 9, ""),
        (LoadFails(), LATEST, 0, "llama-server process has terminated: exit status 1"),
        (
            LoadFails(exit_status=3, last_line="error loading model: bad magic"),
            LATEST,
            0,
            "llama-server process has terminated: exit status 3: error loading model: bad magic",
        ),
        (LoadFails(exit_status=2), OLD, 0, "llama runner process has terminated: exit status 2"),
        (LoadStalls(), LATEST, 300, "timed out waiting for llama-server to start - "),
        (LoadStalls(), OLD, 300, "timed out waiting for llama runner to start - progress 0.00 - "),
    ],
)
def test_how_long_it_takes_and_how_it_ends(
    fault: ModelFault | None, release: Release, seconds: float, text: str
) -> None:
    took, told = loaded(fault, release)
    assert took == pytest.approx(seconds)
    assert told == text


def test_a_load_that_is_never_given_up_lasts_until_the_client_leaves() -> None:
    time, given = FakeTime(), Settings(load_timeout=0)
    wished = replace(wish(LLAMA, {}, given, Pace()), fault=LoadStalls())
    client = Client(leaves_at=NOON + 7200 * 10**9, time=time)
    with pytest.raises(ClientGone):
        load(wished, time.clock, given, LATEST, client)
    assert time.slept == pytest.approx(7200, abs=1)


@pytest.mark.parametrize(
    ("need", "free", "text"),
    [
        (6_012_954_214, 3_328_599_654, "model requires more system memory (5.6 GiB) than is available (3.1 GiB)"),
        (2**30, 2**20, "model requires more system memory (1.0 GiB) than is available (1.0 MiB)"),
        (2**10, 3, "model requires more system memory (1.0 KiB) than is available (3 B)"),
    ],
)
def test_older_releases_say_what_is_missing(need: int, free: int, text: str) -> None:
    assert out_of_memory(need, free, OLD).text == text
