"""Where a model's layers come to lie."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.footprint import Footprint
from agwctl.ollama.hardware import GIB, Hardware, Placement

NOTHING = Placement(0, 0)
NEED = Footprint(weights=80, cache=10, buffers=10, layers=10)


@pytest.mark.parametrize(
    ("vram", "context"),
    [
        (0, 4096),
        (23 * GIB - 1, 4096),
        (23 * GIB, 32_768),
        (47 * GIB - 1, 32_768),
        (47 * GIB, 262_144),
    ],
)
def test_the_context_follows_from_the_vram(vram: int, context: int) -> None:
    assert Hardware(vram=vram).context == context


@pytest.mark.parametrize(("gpus", "models"), [(0, 3), (1, 3), (2, 6)])
def test_models_that_may_stay_loaded(gpus: int, models: int) -> None:
    assert Hardware(gpus=gpus).max_loaded == models


def test_vram_lies_on_a_gpu() -> None:
    assert Hardware(vram=1).gpus == 1
    assert Hardware(vram=1, gpus=2).gpus == 2
    assert Hardware().gpus == 0


@pytest.mark.parametrize(
    ("hardware", "taken", "num_gpu", "on_gpu"),
    [
        (Hardware(), NOTHING, -1, 0),
        (Hardware(ram=100), NOTHING, -1, 0),
        (Hardware(ram=99), NOTHING, -1, None),
        (Hardware(ram=150), Placement(51, 0), -1, None),
        (Hardware(vram=100), NOTHING, -1, 100),
        (Hardware(vram=99), NOTHING, -1, 90),
        (Hardware(vram=55), NOTHING, -1, 50),
        (Hardware(vram=9), NOTHING, -1, 0),
        (Hardware(vram=150), Placement(60, 60), -1, 90),
        (Hardware(vram=50), Placement(60, 60), -1, 0),
        (Hardware(ram=40, vram=55), NOTHING, -1, None),
        (Hardware(ram=50, vram=55), NOTHING, -1, 50),
        (Hardware(vram=100), NOTHING, 0, 0),
        (Hardware(vram=100), NOTHING, 3, 30),
        (Hardware(vram=100), NOTHING, 99, 100),
        (Hardware(vram=99), NOTHING, 99, None),
        (Hardware(), NOTHING, 99, 0),
    ],
)
def test_placement(hardware: Hardware, taken: Placement, num_gpu: int, on_gpu: int | None) -> None:
    placed = hardware.place(NEED, taken, num_gpu)
    assert placed == (None if on_gpu is None else Placement(100, on_gpu))


_bytes = st.integers(0, 2**40)


@given(
    _bytes,
    _bytes,
    st.builds(Footprint, _bytes, _bytes, st.integers(1, 2**30), st.integers(1, 200)),
    st.integers(-1, 200),
)
def test_what_is_placed_fits(ram: int, vram: int, need: Footprint, num_gpu: int) -> None:
    placed = Hardware(ram, vram).place(need, NOTHING, num_gpu)
    if placed is not None:
        assert placed.size == need.size
        assert 0 <= placed.size_vram <= vram
        assert placed.size_ram <= ram
    elif num_gpu < 0:
        assert need.size > ram or need.size > vram
