"""Plain scalars as the gateway's own reader takes them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.source.node import Scalar
from agwctl.source.scalar import value_of

VALUES: list[tuple[str, Any]] = [
    ("", None),
    ("~", None),
    ("null", None),
    ("Null", None),
    ("nULL", "nULL"),
    ("true", True),
    ("FALSE", False),
    ("yes", "yes"),
    ("on", "on"),
    ("n", "n"),
    ("0", 0),
    ("-0", 0),
    ("+7", 7),
    ("12", 12),
    ("012", "012"),
    ("-012", "-012"),
    ("0x1F", 31),
    ("-0x1F", -31),
    ("0o17", 15),
    ("0b101", 5),
    ("0b2", "0b2"),
    ("0X1F", "0X1F"),
    ("1_000", "1_000"),
    ("18446744073709551615", 2**64 - 1),
    ("18446744073709551616", float(2**64)),
    ("1" + "0" * 100, 1e100),
    ("1" * 400, "1" * 400),
    ("9" * 5000, "9" * 5000),
    ("0x" + "f" * 100, "0x" + "f" * 100),
    ("1.5", 1.5),
    ("1.", 1.0),
    (".5", 0.5),
    ("1e3", 1000.0),
    ("-1.5E-2", -0.015),
    ("1e999", "1e999"),
    ("nan", "nan"),
    ("inf", "inf"),
    (".inf", math.inf),
    ("-.INF", -math.inf),
    ("12:30", "12:30"),
    ("2024-01-01", "2024-01-01"),
    ("1.2.3.4", "1.2.3.4"),
    ("llama3.2", "llama3.2"),
    ("٣", "٣"),
    ("=", "="),
    ("<<", "<<"),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_plain(text, value):
    read = value_of(Scalar(text, True, 0, 0))
    assert read == value
    assert type(read) is type(value)


def test_not_a_number():
    value = value_of(Scalar(".NaN", True, 0, 0))
    assert isinstance(value, float)
    assert math.isnan(value)


@given(st.text())
def test_quoted_is_text(text):
    assert value_of(Scalar(text, False, 0, 0)) == text


@given(st.integers(min_value=-(2**63), max_value=2**64 - 1))
def test_whole_numbers_come_back(number):
    assert value_of(Scalar(str(number), True, 0, 0)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_decimals_come_back(number):
    assert value_of(Scalar(repr(number), True, 0, 0)) == number
