"""Values of the section `config` that have a syntax of their own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.config.process_scalars import session_key, worker_threads


@pytest.mark.parametrize("text", ["1", "16", "+4", "50%", "100%", "0.5%"])
def test_threads(text):
    assert worker_threads(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("150%", "percentage must be between 0 and 100"),
        ("0%", "percentage must be between 0 and 100"),
        ("-1%", "percentage must be between 0 and 100"),
        ("nan%", "percentage must be between 0 and 100"),
        ("x%", "invalid percentage"),
        ("auto", "invalid number"),
        ("-1", "invalid number"),
        ("", "invalid number"),
    ],
)
def test_no_threads(text, told):
    with pytest.raises(ValueError, match=told):
        worker_threads(text)


@given(st.binary(min_size=32, max_size=32))
def test_a_session_key_is_its_bytes(key):
    assert session_key(key.hex()) == key
    assert session_key(key.hex().upper()) == key


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("abcd", "it has 2 bytes, 32 are needed"),
        ("", "it has 0 bytes, 32 are needed"),
        ("abc", "pairs of hexadecimal digits"),
        ("secretsecret", "pairs of hexadecimal digits"),
    ],
)
def test_no_session_key(text, told):
    with pytest.raises(ValueError, match=told) as refused:
        session_key(text)
    assert "secret" not in str(refused.value)
