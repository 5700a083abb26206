"""Sizes, ages and the other little languages of scenario files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.config.types import Parsed
from agwctl.ollama.scenario import amounts
from agwctl.ollama.scenario.amounts import parse_bytes


def parse(kind: object, text: str) -> object:
    (marker,) = getattr(kind, "__metadata__")  # noqa: B009  # what Annotated carries
    assert isinstance(marker, Parsed)
    return marker.parse(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("1234", 1234),
        ("7B", 7),
        ("1KB", 1000),
        ("1kb", 1000),
        ("1 KiB", 1024),
        ("2.0GB", 2_000_000_000),
        ("8GiB", 8 * 1024**3),
        ("1.5 MiB", 1_572_864),
        ("0.1TB", 100_000_000_000),
    ],
)
def test_sizes(text, size):
    assert parse_bytes(text) == size


@pytest.mark.parametrize(
    "text", ["", "GB", "-1", "1.5", "1.5B", "1 GBs", "1G", "1,5GB", "1e9", "99999999999TB", "1  GB"]
)
def test_what_is_no_size(text):
    with pytest.raises(ValueError, match="size"):
        parse_bytes(text)


@given(st.integers(0, 2**60), st.sampled_from(["B", "KB", "MB", "KiB", "GiB"]))
def test_whole_sizes_are_exact(number, unit):
    size = {"B": 1, "KB": 10**3, "MB": 10**6, "KiB": 2**10, "GiB": 2**30}[unit]
    if number * size >= 2**63:
        with pytest.raises(ValueError, match="too large"):
            parse_bytes(f"{number}{unit}")
    else:
        assert parse_bytes(f"{number}{unit}") == number * size


@given(st.text(max_size=12))
def test_any_text_is_a_size_or_an_error(text):
    try:
        assert 0 <= parse_bytes(text) < 2**63
    except ValueError as error:
        assert "size" in str(error)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (amounts.Age, "14d", 14 * 86_400),
        (amounts.Age, "3w", 21 * 86_400),
        (amounts.Age, "90m", 5400),
        (amounts.KeepAlive, "5m", 300 * 10**9),
        (amounts.KeepAlive, "30", 30 * 10**9),
        (amounts.KeepAlive, "0", 0),
        (amounts.KeepAlive, "-1", 2**63 - 1),
        (amounts.Version, "0.13.5", "0.13.5"),
        (amounts.Version, "0.33.0-rc2", "0.33.0-rc2"),
        (amounts.Name, "hf.co/a/b:Q4", "hf.co/a/b:Q4"),
        (amounts.Digest, "sha256:" + "0" * 64, "0" * 64),
        (amounts.Origin, "https://app.example", "https://app.example"),
        (amounts.Rate, "0.5", 0.5),
        (amounts.Probability, "0.5", 0.5),
    ],
)
def test_other_forms(kind, text, value):
    assert parse(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (amounts.Age, "3 weeks"),
        (amounts.KeepAlive, "5 minutes"),
        (amounts.KeepAlive, "9999999h"),
        (amounts.KeepAlive, "99999999999"),
        (amounts.Version, "v0.33.0"),
        (amounts.Version, "0.33"),
        (amounts.Name, "a b"),
        (amounts.Digest, "0" * 63),
        (amounts.Origin, "app.example"),
        (amounts.Origin, "http://*.*"),
        (amounts.Rate, "0"),
        (amounts.Rate, "inf"),
        (amounts.Rate, "0x10"),
        (amounts.Probability, "1.5"),
        (amounts.Probability, "-0.1"),
    ],
)
def test_what_has_no_such_form(kind, text):
    with pytest.raises(ValueError):
        parse(kind, text)
