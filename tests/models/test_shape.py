"""Shapes of models by what `/api/show` tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.models.fit import estimate, fits
from agwctl.models.memory import Memory
from agwctl.models.shape import Attention, needs_arrays, shape_of


def info(architecture: str = "llama", **given: object) -> dict[str, object]:
    keys = {"block_count": 12, "attention.head_count": 8, "embedding_length": 512} | {
        name.replace("__", "."): value for name, value in given.items()
    }
    return {"general.architecture": architecture} | {f"{architecture}.{key}": value for key, value in keys.items()}


@pytest.mark.parametrize(
    ("told", "attention"),
    [
        (info(), (Attention(12, 8 * 128),)),
        (info(attention__head_count_kv=2), (Attention(12, 2 * 128),)),
        (
            info(attention__head_count_kv=2, attention__key_length=192, attention__value_length=128),
            (Attention(12, 640),),
        ),
        (info(attention__head_count_kv=[0, 0, 2] * 4), (Attention(4, 256),)),
        (info(attention__head_count_kv=[1, 2, 2] * 4), (Attention(4, 128), Attention(8, 256))),
        (info(attention__head_count_kv=2, full_attention_interval=4), (Attention(3, 256),)),
        (info("gemma3", attention__sliding_window=512), (Attention(2, 1024), Attention(10, 1024, 512))),
        (info("gemma2", attention__sliding_window=4096), (Attention(6, 1024), Attention(6, 1024, 4096))),
        (info("mystery", attention__sliding_window=512), (Attention(12, 1024),)),
        (info("bert", pooling_type=1), ()),
    ],
)
def test_what_is_cached(told, attention):
    made = shape_of(told, 10**9)
    assert made is not None
    assert made.attention == attention


def test_windows_are_told():
    made = shape_of(info("gemma3", attention__sliding_window=512), 1)
    assert made is not None
    assert made.assumed == ("2 of 12 layers keep the whole context, the others a window of 512 tokens",)
    other = shape_of(info("mystery", attention__sliding_window=512), 1)
    assert other is not None
    assert other.assumed == ("each layer keeps the whole context, not only its window of 512 tokens",)


@pytest.mark.parametrize(("architecture", "single"), [("llama", False), ("qwen3next", True), ("bert", False)])
def test_one_request_at_a_time(architecture, single):
    made = shape_of(info(architecture), 1)
    assert made is not None
    assert made.is_single is single


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"general.architecture": "llama"},
        info(block_count=0),
        info(embedding_length=None),
        info(block_count=10**12),
        info(attention__head_count=-8),
    ],
)
def test_too_little_is_told(told):
    assert shape_of(told, 1) is None


def test_arrays_are_asked_for_when_they_are_left_out():
    assert needs_arrays(info(attention__head_count_kv=None))
    assert not needs_arrays(info(attention__head_count_kv=8))
    assert not needs_arrays(info())


ODD = st.sampled_from([-1, 2**63, 10**30, 1e308, float("inf"), 1_000_000_000_000])
figures: st.SearchStrategy[float] = st.integers(0, 10**6) | st.floats(0, 1e6) | ODD
values: st.SearchStrategy[object] = (
    st.none() | st.booleans() | figures | st.text() | st.lists(figures | st.none() | st.text() | st.just([]))
)
KEYS = (
    "block_count",
    "attention.head_count",
    "attention.head_count_kv",
    "attention.key_length",
    "attention.sliding_window",
    "embedding_length",
    "feed_forward_length",
    "context_length",
    "pooling_type",
    "full_attention_interval",
    "vocab_size",
)


@given(st.dictionaries(st.sampled_from(KEYS), values), st.sampled_from(["llama", "gemma3", "bert", ""]))
def test_any_server_may_say_anything(told, architecture):
    """Text for a number, figures of no model, arrays of another length: no shape or some shape, never an error."""
    made = shape_of({"general.architecture": architecture} | {f"{architecture}.{key}": told[key] for key in told}, -1)
    if made is not None:
        needed = estimate(made, 4096)
        assert needed.total >= 0
        fits(needed, Memory(2**34, (2**33,)))
