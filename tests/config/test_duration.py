"""Durations as Go reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.config.duration import parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("+0", 0),
        ("-0", 0),
        ("500ms", 0.5),
        ("0.3s", 0.3),
        ("300000us", 0.3),
        ("1m30s", 90),
        ("2h", 7200),
        ("1h1m1s1ms1us1ns", 3661.001001001),
        (".5s", 0.5),
        ("1.s", 1),
        ("+5s", 5),
        ("5µs", 5e-6),
        ("5μs", 5e-6),
        ("0s", 0),
        ("-0s", 0),
        ("1s1s", 2),
        ("2562047h47m16.854775807s", 9223372036.854775807),
    ],
)
def test_good(text, seconds):
    assert parse_duration(text) == pytest.approx(seconds, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "parse error: invalid duration: "),
        ("-", "parse error: invalid duration: -"),
        ("x", "parse error: invalid duration: x"),
        (".", "parse error: invalid duration: ."),
        (".s", "parse error: invalid duration: .s"),
        ("5", "parse error: missing unit in duration: 5"),
        ("1m5", "parse error: missing unit in duration: 1m5"),
        ("5 parsecs", "parse error: unknown unit  parsecs in duration 5 parsecs"),
        ("5S", "parse error: unknown unit S in duration 5S"),
        ("5d", "parse error: unknown unit d in duration 5d"),
        ("1s ", "parse error: unknown unit s  in duration 1s "),
        ("1m-5s", "parse error: unknown unit m- in duration 1m-5s"),
        ("٣s", "parse error: invalid duration: ٣s"),
        ("-5s", "parse error: negative string not allowed"),
        ("2562047h47m16.854775808s", "parse error: invalid duration: 2562047h47m16.854775808s"),
        ("9" * 5000 + "s", "parse error: invalid duration: " + "9" * 5000 + "s"),
        ("99999999999999999999h", "parse error: invalid duration: 99999999999999999999h"),
    ],
)
def test_bad(text, message):
    with pytest.raises(ValueError) as raised:
        parse_duration(text)
    assert str(raised.value) == message


UNITS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
TERMS = st.lists(st.tuples(st.integers(0, 1000), st.sampled_from(list(UNITS))), min_size=1, max_size=5)


@given(TERMS)
def test_the_sum_of_its_parts(terms):
    text = "".join(f"{number}{unit}" for number, unit in terms)
    nanoseconds = sum(number * UNITS[unit] for number, unit in terms)
    assert parse_duration(text) == nanoseconds / 10**9


@given(st.text(alphabet="0123456789.-+smhnuµ ", max_size=12))
def test_any_text_is_a_duration_or_refused(text):
    try:
        assert parse_duration(text) >= 0
    except ValueError as error:
        assert str(error).startswith("parse error: ")
