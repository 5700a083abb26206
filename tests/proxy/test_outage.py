"""An upstream that is down is reported once, until it has answered again; one that wavers is not reported each time."""

from __future__ import annotations

from agwctl.proxy.outage import QUIET, Outages


def test_once_until_it_answers() -> None:
    said: list[str] = []
    now = 0.0
    outages = Outages(said.append, lambda: now)
    for _ in range(3):
        outages.failed("a:1", "a is down")
    outages.failed("b:2", "b is down")
    assert said == ["a is down", "b is down"]
    now = QUIET
    outages.failed("b:2", "b is still down")
    outages.answered("a:1")
    outages.failed("a:1", "a is down again")
    assert said == ["a is down", "b is down", "a is down again"]


def test_one_that_fails_now_and_then() -> None:
    said: list[float] = []
    now = 0.0
    outages = Outages(lambda message: said.append(now), lambda: now)
    while now < 3 * QUIET:
        outages.failed("a:1", "a is down")
        outages.answered("a:1")
        now += 1
    assert said == [0, QUIET, 2 * QUIET]
