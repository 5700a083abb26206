"""Programs that hold what a model needs."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.memory_is_free import run
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import Consumer
from agwctl.models.memory import GIB
from tests.doctor.asking import asked, doing, hardware, loaded, says_nothing
from tests.doctor.healthy import TUNNEL, healthy, server

FIREFOX = Consumer("firefox", 4242, 9 * GIB, is_gpu=False)
GAME = Consumer("game", 77, 6 * GIB, is_gpu=True)


@pytest.mark.parametrize(
    ("facts", "summary", "evidence"),
    [
        pytest.param(
            asked("llama3.2", hardware=hardware(1, consumers=(FIREFOX,))),
            "llama3.2 does not fit, and would if firefox did not hold 9.0 GiB of memory",
            "firefox (4242): 9.0 GiB",
            id="RAM",
        ),
        pytest.param(
            asked("llama3.2", hardware=hardware(16, 2, consumers=(GAME, FIREFOX))),
            "does not fit on the GPU alone, and would if game did not hold 6.0 GiB of graphics memory",
            "game (77): 6.0 GiB on the GPU",
            id="a game on the card",
        ),
        pytest.param(
            healthy(server(ps=(loaded(4 * GIB, GIB),)), hardware=hardware(16, 2, consumers=(GAME,))),
            "llama3.2:latest does not fit on the GPU alone",
            "game (77): 6.0 GiB on the GPU",
            id="loaded in part",
        ),
    ],
)
def test_held(facts: Facts, summary: str, evidence: str):
    found = run(facts)
    assert (found.status, found.ids) == (Status.WARN, ("D07",))
    assert summary in found.summary
    assert found.evidence[0] == evidence
    assert "close " in doing(found)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(healthy(hardware=hardware(16, consumers=(FIREFOX,))), id="nothing is asked for"),
        pytest.param(asked("llama3.2", hardware=hardware(16, consumers=(FIREFOX,))), id="it fits all the same"),
        pytest.param(asked("llama3.2", hardware=hardware(1)), id="nobody holds it"),
        pytest.param(asked("llama3.2", hardware=hardware(1, consumers=(FIREFOX,)), sockets=TUNNEL), id="elsewhere"),
        pytest.param(asked("llama3.2", hardware=hardware(16, 8, consumers=(GAME,))), id="on the card beside the game"),
    ],
)
def test_free(facts: Facts):
    assert says_nothing(run(facts))
