"""How far a pull is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.models.pull import Phase, Progress

STREAMS = sorted((Path(__file__).parent / "pulls").glob("*.ndjson"))


def played(events: list[dict[str, Any]]) -> tuple[Progress, list[float]]:
    progress = Progress()
    percents = []
    for event in events:
        progress.feed(event)
        percents.append(progress.percent)
    return progress, percents


def layer(digest: str, total: int, completed: int | None = None) -> dict[str, Any]:
    event: dict[str, Any] = {"status": f"pulling {digest}", "digest": f"sha256:{digest}", "total": total}
    return event if completed is None else event | {"completed": completed}


MANIFEST = {"status": "pulling manifest"}
END: list[dict[str, Any]] = [
    {"status": "verifying sha256 digest"},
    {"status": "writing manifest"},
    {"status": "success"},
]


@pytest.mark.parametrize(
    ("events", "percent"),
    [
        ([], 0),
        ([MANIFEST], 0),
        ([layer("a", 100)], 0),
        ([layer("a", 100, 43)], 43),
        ([layer("a", 100, 43), layer("a", 100)], 43),
        ([layer("a", 100, 100)], 99),
        ([layer("a", 300, 297), layer("b", 100)], 99),
        ([layer("a", 100, 20), layer("b", 100)], 50),
        ([layer("a", 100, 99), layer("b", 900, 1)], 99),
        ([layer("a", 100, 99), END[0]], 100),
        ([MANIFEST, *END], 100),
        ([MANIFEST, {"status": "success"}], 100),
        ([layer("a", 100, 250)], 99),
    ],
)
def test_the_overall_percentage(events, percent):
    progress, _ = played(events)
    assert progress.percent == percent


def test_what_was_there_is_not_transferred():
    progress, percents = played([MANIFEST, layer("a", 100, 60), layer("a", 100, 80)])
    assert percents == [0, 60, 80]
    assert progress.transferred == 20


def test_a_model_that_is_there_already():
    progress, _ = played([MANIFEST, layer("a", 100, 100), layer("b", 7, 7), *END])
    assert (progress.phase, progress.total, progress.transferred) == (Phase.SUCCESS, 107, 0)


def test_safetensors_have_one_pseudo_layer_and_are_not_verified():
    pulling = {"status": "pulling model", "digest": "sha256:model", "total": 10}
    progress, percents = played([MANIFEST, pulling, pulling | {"completed": 5}, *END[1:]])
    assert percents == [0, 0, 50, 100, 100]
    assert progress.layers["sha256:model"].short == "model"


def test_steps():
    progress = Progress()
    events = [
        MANIFEST,
        layer("a", 9),
        layer("a", 9, 3),
        layer("b", 9, 9),
        *END,
        {"status": "success"},
        {"status": 5},
        {},
    ]
    assert [progress.feed(event) for event in events] == [
        *(True, True, False, True),
        *(True, True, True),
        *(False, False, False),
    ]


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_recorded_streams(path):
    """`again` holds only complete layers; `first` begins at nothing and has a layer without `completed`."""
    events = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    progress, percents = played(events)
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert progress.phase is Phase.SUCCESS
    assert progress.completed == progress.total
    assert (progress.transferred == 0) is (path.stem == "again")


digests = st.sampled_from("abcd")


@st.composite
def pulls(draw: st.DrawFn) -> list[dict[str, Any]]:
    """What a server may send: layers one after another, resumed or not, with events missing anywhere."""
    events: list[dict[str, Any]] = [MANIFEST]
    for digest in draw(st.lists(digests, unique=True)):
        total = draw(st.integers(1, 10**12))
        done = sorted(draw(st.lists(st.none() | st.integers(0, total), max_size=6)), key=lambda done: done or 0)
        events += [layer(digest, total, completed) for completed in done]
    return events + END[draw(st.integers(0, 1)) :]


@given(pulls())
def test_it_never_falls_and_ends_at_a_hundred(events):
    _, percents = played(events)
    assert percents == sorted(percents)
    assert all(0 <= percent <= 100 for percent in percents)
    assert percents[-1] == 100
    assert all(percent < 100 for percent, event in zip(percents, events, strict=True) if "digest" in event)


values = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats() | st.lists(st.integers(), max_size=1)
)


@given(st.lists(st.dictionaries(st.sampled_from(["status", "digest", "total", "completed"]), values)))
def test_any_server_may_send_anything(events):
    progress, percents = played(events)
    assert percents == sorted(percents)
    assert all(0 <= percent <= 100 for percent in percents)
    assert 0 <= progress.transferred <= progress.completed <= progress.total


def test_a_server_that_never_ends_is_not_followed_for_ever():
    progress = Progress()
    for number in range(3000):
        progress.feed({"status": "x" * 5000, "digest": f"sha256:{number}", "total": 10, "completed": 10})
    assert len(progress.layers) == 1000
    assert len(progress.status) == 1000
