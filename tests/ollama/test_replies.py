"""Ollama's replies as values: what is left out, what is of another type, and its timestamps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.clock import utc_time
from agwctl.ollama.replies import NEVER, Details, listed, nanoseconds, running, shown


@given(
    st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2400, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
    st.integers(0, 999),
)
def test_timestamps(moment, offset, rest) -> None:
    there = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=offset)))
    minutes = abs(offset)
    zone = f"{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
    text = f"{there:%Y-%m-%dT%H:%M:%S}.{there.microsecond:06}{rest:03}{zone}"
    since = moment.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    assert nanoseconds(text) == since // timedelta(microseconds=1) * 1000 + rest


@given(st.integers(0, 2**63))
def test_what_the_stand_in_writes_reads_back(instant) -> None:
    assert nanoseconds(utc_time(instant)) == instant


@pytest.mark.parametrize(
    "text, expected",
    [
        ("0001-01-01T00:00:00Z", NEVER),
        ("0001-01-01T00:00:00+02:00", NEVER - 7200 * 10**9),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1970-01-01T00:00:00-01:00", 3600 * 10**9),
    ],
)
def test_timestamps_by_hand(text, expected) -> None:
    assert nanoseconds(text) == expected


@pytest.mark.parametrize("text", ["", "soon", "2026-11-25", "2026-11-25T12:00:00", "2026-13-25T12:00:00Z"])
def test_no_timestamp(text) -> None:
    with pytest.raises(ValueError):
        nanoseconds(text)


def test_what_is_left_out_is_empty() -> None:
    assert listed({"name": "a", "details": None}).details == Details()
    assert listed({}).modified == running({}).expires == NEVER
    assert shown({}).model_info is None
    assert shown({"model_info": {}}).model_info == {}


@pytest.mark.parametrize("entry", [{"name": 5}, {"size": "big"}, {"details": []}, {"capabilities": "tools"}])
def test_other_types_are_refused(entry) -> None:
    with pytest.raises(TypeError, match=next(iter(entry))):
        listed(entry)


@pytest.mark.parametrize("tensors", [[1], [None], ["x"], [[[]]], [{"shape": 5}], [{"shape": {}}], {}])
def test_tensors_of_another_shape_are_refused(tensors) -> None:
    with pytest.raises(TypeError):
        shown({"tensors": tensors})


@pytest.mark.parametrize(
    ("entry", "talks"),
    [
        ({"name": "llama3.2"}, True),
        ({"name": "llama3.2", "capabilities": ["completion", "tools"]}, True),
        ({"name": "nomic-embed-text"}, False),
        ({"name": "bge-m3", "capabilities": ["embedding"]}, False),
        ({"name": "all-minilm", "capabilities": ["completion"], "details": {"family": "bert"}}, False),
    ],
)
def test_which_are_for_chats(entry, talks) -> None:
    assert listed(entry).talks == talks
