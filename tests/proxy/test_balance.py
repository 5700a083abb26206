"""Weighted choice among backends."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from agwctl.proxy.balance import choose
from agwctl.proxy.failure import Failure, Reason
from agwctl.proxy.route import Backend

TARGET = Failure(500, "unused", Reason.INTERNAL)


def backends(*weights: int) -> list[Backend]:
    return [Backend(f"b{place}", TARGET, weight) for place, weight in enumerate(weights)]


@pytest.mark.parametrize("weights", [(1, 3), (1, 1, 1), (5, 0, 5), (1,), (7, 1)])
def test_shares_follow_the_weights(weights: tuple[int, ...]) -> None:
    random.seed(7)
    draws = 3000
    offered = backends(*weights)
    taken = Counter(found.name for _ in range(draws) if (found := choose(offered)))
    assert sum(taken.values()) == draws
    for place, weight in enumerate(weights):
        assert taken[f"b{place}"] / draws == pytest.approx(weight / sum(weights), abs=0.04 if weight else 0)


@pytest.mark.parametrize("weights", [(), (0,), (0, 0)])
def test_nothing_to_choose_from(weights: tuple[int, ...]) -> None:
    assert choose(backends(*weights)) is None
