"""The PROCESSOR column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.models.processor import processor, split
from tests.models.vectors import vectors


@pytest.mark.parametrize("size, vram, text", vectors("processors"))
def test_vectors(size, vram, text) -> None:
    assert processor(size, vram) == text


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_shares_are_of_a_hundred(size, vram) -> None:
    shares = split(size, vram)
    assert shares is None or (sum(shares) == 100 and min(shares) >= 0)
    assert (shares is None) == (processor(size, vram) == "Unknown")
