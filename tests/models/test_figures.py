"""Sizes, counts and numbers as texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.models.figures import binary_size, count, number, plain_number, size
from tests.models.vectors import vectors

UNITS = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "K": 10**3, "M": 10**6}


@pytest.mark.parametrize("amount, text", vectors("sizes"))
def test_size(amount, text) -> None:
    assert size(amount) == text


@pytest.mark.parametrize("amount, text", vectors("binary_sizes"))
def test_binary_size(amount, text) -> None:
    assert binary_size(amount) == text


@pytest.mark.parametrize("amount, text", vectors("counts"))
def test_count(amount, text) -> None:
    assert count(amount) == text


@pytest.mark.parametrize("value, text", vectors("numbers"))
def test_number(value, text) -> None:
    assert number(value) == str(text)


@given(st.integers(0, 10**16))
def test_a_size_reads_back_within_its_last_digit(amount) -> None:
    shown, unit = size(amount).split(" ")
    least = UNITS[unit] if "." not in shown else UNITS[unit] / 20
    assert abs(float(shown) * UNITS[unit] - amount) <= least * 1.0001


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_exactly(value) -> None:
    assert float(number(value)) == value
    assert float(plain_number(value)) == value
    assert "e" not in plain_number(value)
