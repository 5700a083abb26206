"""Amounts of memory against those of real servers, and where a model is put."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agwctl.models.fit import (
    CACHE_BYTES,
    Estimate,
    Placement,
    default_context,
    estimate,
    fits,
    largest_context,
)
from agwctl.models.memory import GIB, Memory
from agwctl.models.shape import Attention, Shape, shape_of

HERE = Path(__file__).parent
SHAPES = yaml.safe_load((HERE / "shapes.yaml").read_text("utf-8"))
SIZES = yaml.safe_load((HERE / "sizes.yaml").read_text("utf-8"))
RANK = list(Placement)


def shape(name: str) -> Shape:
    made = shape_of(SHAPES[name]["info"], SHAPES[name]["weights"])
    assert made is not None
    return made


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size['model']}-{size['context']}")
def test_what_a_real_server_reports(size):
    """Never less than it takes, and at most 5 % more."""
    options = {key: size[key] for key in ("parallel", "cache") if key in size}
    needed = estimate(shape(size["model"]), size["context"], **options)
    assert size["size"] <= needed.total <= size["size"] * 1.05


def test_the_context_is_at_most_what_the_model_is_made_for():
    assert estimate(shape("smollm2"), 100_000) == estimate(shape("smollm2"), 8192)


PLACES = [
    # free GiB of RAM, of each card (None: cannot be told), shared?, needed GiB → where
    (16, (), False, 4, "cpu"),
    (16, (), False, 16, "cpu"),
    (16, (), False, 17, "no"),
    (16, (8,), False, 7, "gpu"),
    (16, (8,), False, 8, "partly"),
    (1, (8,), False, 12, "no"),
    (16, (1,), False, 4, "cpu"),
    (16, (0.5,), False, 4, "cpu"),
    (0, (8, 8), False, 13, "gpu"),
    (0, (8, 24), False, 23, "gpu"),
    (1, (8, 8), False, 20, "no"),
    (8, (8,), True, 6, "gpu"),
    (8, (6,), True, 9, "no"),
    (None, (8,), False, 7, "gpu"),
    (None, (8,), False, 8, "unknown"),
    (None, (), False, 1, "unknown"),
    (16, None, False, 4, "cpu"),
    (16, None, False, 17, "unknown"),
    (None, None, False, 1, "unknown"),
]


@pytest.mark.parametrize(("ram", "gpus", "is_shared", "needed", "where"), PLACES)
def test_where_a_model_runs(ram, gpus, is_shared, needed, where):
    memory = Memory(
        None if ram is None else ram * GIB,
        None if gpus is None else tuple(int(free * GIB) for free in gpus),
        is_shared,
        unknown="why",
    )
    fit = fits(Estimate(needed * GIB, 0, 0, 31), memory)
    assert fit.placement == where
    assert (fit.unknown == "why") is (where == "unknown")
    if where in ("gpu", "partly", "cpu"):
        assert fit.gpu + fit.cpu == needed * GIB


def test_layers_of_a_split_model():
    fit = fits(Estimate(31 * GIB, GIB, GIB, 31), Memory(64 * GIB, (10 * GIB,)))
    assert (fit.placement, fit.layers_on_gpu) == (Placement.PARTLY, 8)  # 1 GiB each; 1 stays free, 1 is for computing
    assert (fit.gpu, fit.cpu) == (9 * GIB, 24 * GIB)


@pytest.mark.parametrize(
    ("vram", "trained", "context"),
    [(0, None, 4096), (22, None, 4096), (24, None, 32768), (48, None, 262144), (48, 131072, 131072), (0, 512, 512)],
)
def test_the_context_that_ollama_takes_by_itself(vram, trained, context):
    made = Shape(GIB, 32, (), 4096, 14336, 0, trained)
    assert default_context(made, Memory(0, (vram * GIB,) if vram else ())) == context


shapes = st.builds(
    Shape,
    weights=st.integers(10**7, 10**11),
    layers=st.integers(1, 120),
    attention=st.lists(
        st.builds(Attention, st.integers(1, 80), st.integers(64, 4096), st.none() | st.integers(128, 8192)), max_size=2
    ).map(tuple),
    embedding=st.integers(64, 16384),
    feed_forward=st.integers(64, 65536),
    vocabulary=st.integers(0, 300_000),
    trained=st.none() | st.integers(4, 300_000),
    is_embedding=st.booleans(),
    is_single=st.booleans(),
)
memories = st.builds(
    Memory,
    ram=st.none() | st.integers(0, 200 * GIB),
    gpus=st.none() | st.lists(st.integers(0, 100 * GIB), max_size=3).map(tuple),
    is_shared=st.booleans(),
)
caches = st.sampled_from(sorted(CACHE_BYTES))


@given(shapes, memories, caches, st.integers(1, 8), st.integers(1, 300_000), st.integers(1, 300_000))
def test_more_context_never_fits_better(made, memory, cache, parallel, one, other):
    less, more = sorted((one, other))
    small, large = estimate(made, less, parallel, cache), estimate(made, more, parallel, cache)
    assert small.total <= large.total
    assert estimate(made, less, 1, cache).total <= small.total
    assert RANK.index(fits(small, memory).placement) <= RANK.index(fits(large, memory).placement)


@given(shapes, memories, caches, st.integers(1, 8), st.booleans())
def test_the_largest_context_is_the_largest(made, memory, cache, parallel, only_gpu):
    within = [Placement.GPU] if only_gpu else [Placement.GPU, Placement.PARTLY, Placement.CPU]
    largest = largest_context(made, memory, parallel, cache, within)
    if largest is not None:
        assert fits(estimate(made, largest, parallel, cache), memory).placement in within
    following = (largest or 0) // 256 * 256 + 256
    if largest != made.trained and following <= 2**20:
        assert fits(estimate(made, following, parallel, cache), memory).placement not in within
