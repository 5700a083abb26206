"""Time as Ollama writes it."""

from __future__ import annotations

import sys
import time

import pytest

from agwctl.http.failure import ClientGone
from agwctl.ollama.clock import local_time, utc_time
from tests.ollama.played import NOON, Client, FakeTime


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch):
    def to(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield to
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (NOON, "2026-11-25T12:00:00Z"),
        (NOON + 1, "2026-11-25T12:00:00.000000001Z"),
        (NOON + 920_000_000, "2026-11-25T12:00:00.92Z"),
    ],
)
def test_trailing_zeros_are_dropped(nanoseconds: int, text: str) -> None:
    assert utc_time(nanoseconds) == text


@pytest.mark.skipif(sys.platform == "win32", reason="no tzset")
@pytest.mark.parametrize(
    ("name", "winter", "summer"),
    [
        ("Europe/Paris", "2026-11-25T13:00:00+01:00", "2026-05-29T14:00:00+02:00"),
        ("America/St_Johns", "2026-11-25T08:30:00-03:30", "2026-05-29T09:30:00-02:30"),
        ("UTC", "2026-11-25T12:00:00Z", "2026-05-29T12:00:00Z"),
    ],
)
def test_the_offset_is_that_of_the_instant(zone, name: str, winter: str, summer: str) -> None:
    zone(name)
    assert local_time(NOON) == winter
    assert local_time(NOON - 180 * 24 * 3600 * 10**9) == summer


@pytest.mark.parametrize("seconds", [0, 0.01, 0.05, 3.33])
def test_waiting_takes_as_long_as_it_is_told(seconds: float) -> None:
    time = FakeTime()
    for client in (None, Client()):
        before = time.slept
        time.clock.wait(seconds, client)
        assert time.slept - before == pytest.approx(seconds)


def test_waiting_ends_soon_after_the_client_has_left() -> None:
    time = FakeTime()
    with pytest.raises(ClientGone):
        time.clock.wait(60, Client(left=True))
    assert time.slept == 0
    with pytest.raises(ClientGone):
        time.clock.wait(float("inf"), Client(leaves_at=NOON + 10**9, time=time))
    assert time.slept == pytest.approx(1, abs=0.051)


def test_an_endless_wait_needs_a_client_that_can_leave() -> None:
    with pytest.raises(ClientGone):
        FakeTime().clock.wait(float("inf"), None)
