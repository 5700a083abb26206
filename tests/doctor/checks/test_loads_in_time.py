"""Loads that take longer than somebody waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.loads_in_time import run
from agwctl.doctor.facts.configuration import Configuration, TimeLimit
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import Store
from agwctl.models.memory import GIB
from tests.doctor.asking import ANSWERED, asked, configured, doing, hardware, loaded, logged, says_nothing
from tests.doctor.healthy import LLAMA, healthy, server

GIVEN_UP = "timed out waiting for llama runner to start - progress 0.00 - "
LEFT = 'msg="client connection closed before llama-server finished loading, aborting load"'
STARTED = 'msg="llama-server started in 95.21 seconds"'
QUICK = Configuration(
    "gw.yaml", time_limits=(TimeLimit(300, "gw.yaml:3:3"), TimeLimit(5, "gw.yaml:9:9"), TimeLimit(0, "x"))
)
NFS = hardware(64, stores=(Store("/srv/models", 1, free=GIB, filesystem="nfs4"),))
BIG = replace(LLAMA, size=40 * GIB)


@pytest.mark.parametrize(
    ("facts", "status", "id", "summary", "fix"),
    [
        pytest.param(
            asked(error=GIVEN_UP), Status.FAIL, "C09", "gave up loading", "OLLAMA_LOAD_TIMEOUT=30m", id="given up"
        ),
        pytest.param(
            asked(error=GIVEN_UP, hardware=NFS),
            Status.FAIL,
            "C09",
            "the models are on nfs4",
            "disk of this machine",
            id="nfs",
        ),
        pytest.param(
            asked(error="timed out waiting for llama-server to start - "),
            Status.FAIL,
            "C09",
            "gave up",
            "30m",
            id="newer",
        ),
        pytest.param(logged(GIVEN_UP), Status.WARN, "C09", "gave up", "30m", id="given up in the log"),
        pytest.param(
            logged(LEFT), Status.WARN, "C08", "hung up while", "agwctl models warm llama3.2:latest", id="left"
        ),
        pytest.param(logged(LEFT, ANSWERED), Status.PASS, "C08", "hung up while", "warm", id="left, and came again"),
        pytest.param(
            asked(error="httpx.ReadTimeout: timed out"),
            Status.FAIL,
            "C08",
            "probably",
            "warm llama3.2",
            id="a client's words",
        ),
        pytest.param(
            logged(STARTED, one=configured("llama3.2"), configuration=QUICK),
            Status.WARN,
            "C08",
            "took 95 s to load, and the gateway gives up after 5 s (gw.yaml:9:9)",
            "write 10m at gw.yaml:9:9",
            id="measured",
        ),
        pytest.param(
            healthy(configured("llama3.2", tags=(BIG,)), configuration=QUICK),
            Status.WARN,
            "C08",
            "(42 GB) takes 14 s to load from the fastest disk at least",
            "agwctl models warm llama3.2",
            id="by its size",
        ),
        pytest.param(
            healthy(configured("llama3.2"), configuration=QUICK, hardware=NFS),
            Status.WARN,
            "C08",
            "over nfs4",
            "10m",
            id="net",
        ),
        pytest.param(
            healthy(hardware=NFS), Status.PASS, "C09", "/srv/models is on nfs4", "OLLAMA_MODELS", id="storage"
        ),
        pytest.param(logged(ANSWERED.replace("200", "499")), Status.PASS, "C08", "status 499", "warm", id="hung up"),
    ],
)
def test_too_long(facts: Facts, status: Status, id: str, summary: str, fix: str):
    found = run(facts)
    assert (found.status, found.ids) == (status, (id,))
    assert summary in found.summary
    assert fix in doing(found)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(healthy(), id="well"),
        pytest.param(healthy(configured("llama3.2"), configuration=QUICK), id="a small model"),
        pytest.param(healthy(configured("llama3.2", tags=(BIG,), ps=(loaded(GIB),)), configuration=QUICK), id="loaded"),
        pytest.param(logged(STARTED, configuration=QUICK), id="not the gateway's server"),
        pytest.param(logged(STARTED), id="no limit is known"),
        pytest.param(asked(error="ReadTimeout", one=server(ps=(loaded(GIB),))), id="a model is loaded"),
    ],
)
def test_in_time(facts: Facts):
    assert says_nothing(run(facts))
