"""Requests that were turned away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.queue_has_room import run
from tests.doctor.asking import ANSWERED, asked, doing, logged, says_nothing, serving
from tests.doctor.healthy import LLAMA, healthy, server

BUSY = "503 server busy, please try again.  maximum pending requests exceeded"


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (asked(error=BUSY), Status.FAIL),
        (logged(BUSY), Status.WARN),
        (logged(BUSY, ANSWERED), Status.PASS),
        (logged(ANSWERED.replace("200", "503")), Status.WARN),
        (healthy(sockets=serving(OLLAMA_MAX_QUEUE="2")), Status.PASS),
    ],
)
def test_full(facts, status: Status):
    assert (run(facts).status, run(facts).ids) == (status, ("C11",))


def test_a_cloud_that_is_busy_is_no_queue_here():
    one = server(tags=(replace(LLAMA, remote_model="gpt-oss:120b"),))
    assert says_nothing(run(logged(ANSWERED.replace("200", "503"), one=one)))


def test_what_its_settings_are():
    found = run(asked(error=BUSY, sockets=serving(OLLAMA_MAX_QUEUE="8", OLLAMA_NUM_PARALLEL="4")))
    assert found.summary == "more than 8 requests were waiting, and one model answers 4 at a time"
    assert "/proc/812/environ: OLLAMA_MAX_QUEUE=8" in found.evidence
    assert "OLLAMA_NUM_PARALLEL=8" in doing(found)
    assert run(asked(error=BUSY)).summary == "more than 512 requests were waiting, and one model answers 1 at a time"


@pytest.mark.parametrize("facts", [healthy(), healthy(sockets=serving(OLLAMA_MAX_QUEUE="512"))])
def test_room(facts):
    assert says_nothing(run(facts))
