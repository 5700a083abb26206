"""Models that come and go."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.models_stay_loaded import run
from agwctl.doctor.facts.facts import Facts
from agwctl.models.memory import GIB
from tests.doctor.asking import configured, doing, hardware, logged, says_nothing, serving
from tests.doctor.healthy import LLAMA, healthy

TWO = (LLAMA, replace(LLAMA, name="mistral:latest", digest="beef", size=4 * GIB))
BOTH = configured("llama3.2", "mistral", tags=TWO, shown={})

SMALL = tuple(replace(LLAMA, name=f"small:{n}b", digest=f"f00{n}", size=GIB // 8) for n in range(1, 5))
FOUR = configured(*(each.name for each in SMALL), tags=SMALL, shown={})


def load(context: int, model: str = "sha256-1") -> str:
    cmd = f"/usr/lib/ollama/llama-server --model /m/blobs/{model} --port 1 -c {context} -np 1"
    return f'time=1 level=INFO source=llama_server.go:433 msg="starting llama-server" cmd="{cmd}"'


OLD = (
    'time=1 level=INFO msg="starting llama server" cmd="/usr/bin/ollama runner --model /m/blobs/sha256-1 --ctx-size {}"'
)


@pytest.mark.parametrize(
    ("facts", "status", "id", "summary", "fix"),
    [
        pytest.param(
            logged(*map(load, (4096, 8192, 4096, 8192))),
            Status.WARN,
            "C06",
            "contexts of 4096 and 8192 tokens in turn",
            "OLLAMA_CONTEXT_LENGTH=8192",
            id="to and fro",
        ),
        pytest.param(
            logged(*map(OLD.format, (4096, 8192, 4096, 8192))),
            Status.WARN,
            "C06",
            "4 times",
            "num_ctx",
            id="older words",
        ),
        pytest.param(
            healthy(BOTH, sockets=serving(OLLAMA_MAX_LOADED_MODELS="1")),
            Status.WARN,
            "C07",
            "the configuration names llama3.2, mistral, and OLLAMA_MAX_LOADED_MODELS is 1: when they are used",
            "OLLAMA_MAX_LOADED_MODELS=2",
            id="one at a time",
        ),
        pytest.param(
            healthy(FOUR), Status.PASS, "C07", "keeps at most 3 of them loaded", "OLLAMA_MAX_LOADED_MODELS=4", id="four"
        ),
        pytest.param(
            healthy(BOTH, hardware=hardware(16, 7)),
            Status.WARN,
            "C07",
            "7.0 GiB of graphics memory are there",
            "smaller",
            id="too large together",
        ),
        pytest.param(
            healthy(BOTH, hardware=hardware(7)), Status.WARN, "C07", "of RAM are there", "smaller", id="in RAM"
        ),
        pytest.param(
            healthy(sockets=serving(OLLAMA_KEEP_ALIVE="0")),
            Status.WARN,
            "C10",
            "unloaded at once",
            "KEEP_ALIVE=24h",
            id="0",
        ),
        pytest.param(
            healthy(sockets=serving(OLLAMA_KEEP_ALIVE="30s")),
            Status.WARN,
            "C10",
            "OLLAMA_KEEP_ALIVE=30s",
            "24h",
            id="30s",
        ),
        pytest.param(
            healthy(environment={"OLLAMA_KEEP_ALIVE": "24h"}),
            Status.PASS,
            "C10",
            "unloads after 5 minutes",
            "=24h",
            id="in this shell only",
        ),
    ],
)
def test_unloaded(facts: Facts, status: Status, id: str, summary: str, fix: str):
    found = run(facts)
    assert (found.status, found.ids) == (status, (id,))
    assert summary in found.summary
    assert fix in doing(found)
    assert "ollama run" not in doing(found)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(healthy(), id="well"),
        pytest.param(healthy(BOTH), id="room for both"),
        pytest.param(healthy(sockets=serving(OLLAMA_KEEP_ALIVE="-1")), id="for ever"),
        pytest.param(healthy(sockets=serving(OLLAMA_KEEP_ALIVE="never")), id="no duration: the default"),
        pytest.param(healthy(sockets=serving(OLLAMA_KEEP_ALIVE="3600")), id="seconds"),
        pytest.param(
            healthy(configured("llama3.2", "llama3.2:latest"), sockets=serving(OLLAMA_MAX_LOADED_MODELS="1")),
            id="one, twice",
        ),
        pytest.param(logged(*map(load, (4096, 4096, 4096, 4096))), id="the same each time"),
        pytest.param(logged(load(4096), load(2048, "sha256-2"), load(4096), load(2048, "sha256-2")), id="two models"),
        pytest.param(healthy(BOTH, hardware=hardware(16, 2)), id="one of them alone is too large: another's"),
    ],
)
def test_stay(facts: Facts):
    assert says_nothing(run(facts))
