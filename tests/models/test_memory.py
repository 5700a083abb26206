"""Amounts of memory as people write them."""

from __future__ import annotations

import pytest

from agwctl.models.memory import GIB, Memory, amount, given


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("16G", 16 * GIB),
        ("16GB", 16 * GIB),
        ("16 GiB", 16 * GIB),
        ("16g", 16 * GIB),
        ("1.5G", 3 * GIB // 2),
        ("512M", GIB // 2),
        ("1T", 1024 * GIB),
        ("2048", 2048),
        ("0", 0),
    ],
)
def test_amounts(text, size):
    assert amount(text) == size


@pytest.mark.parametrize("text", ["", "G", "16X", "-1G", "16G8", "1e9", "a lot"])
def test_what_is_none(text):
    with pytest.raises(ValueError, match="is no amount of memory: write it like 16G"):
        amount(text)


def test_given_figures():
    assert given("16G", None).gpus == ()
    assert given("16G", "8G").gpus == (8 * GIB,)
    assert given("16G", "8G,24G").vram == 32 * GIB
    assert given("16G", "0").gpus == ()
    assert given(None, "8G").ram is None
    assert given(None, "8G").unknown == "no RAM is given: --ram 16G"


@pytest.mark.parametrize(
    ("memory", "freed"),
    [
        (Memory(10, ()), Memory(14, ())),
        (Memory(10, (5, 5)), Memory(14, (11, 5))),
        (Memory(10, (5,), is_shared=True), Memory(20, (11,), is_shared=True)),
        (Memory(None, None), Memory(None, None)),
    ],
)
def test_what_a_running_model_gives_back(memory, freed):
    size, size_vram = (4, 0) if memory.gpus == () else (10, 6)
    assert memory.with_freed(size, size_vram) == freed
