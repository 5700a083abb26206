"""An upstream that is down is reported once, until it has answered again."""

from __future__ import annotations

from agwctl.proxy.outage import Outages


def test_once_until_it_answers() -> None:
    said: list[str] = []
    outages = Outages(said.append)
    for _ in range(3):
        outages.failed("a:1", "a is down")
    outages.failed("b:2", "b is down")
    assert said == ["a is down", "b is down"]
    outages.answered("a:1")
    outages.answered("a:1")
    outages.failed("b:2", "b is still down")
    outages.failed("a:1", "a is down again")
    assert said == ["a is down", "b is down", "a is down again"]
