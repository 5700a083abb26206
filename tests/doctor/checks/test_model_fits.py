"""Models that are too large, and texts that say so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.model_fits import run
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.models.memory import GIB
from tests.doctor.asking import asked, doing, hardware, loaded, logged, serving
from tests.doctor.healthy import LLAMA, SHOWN, healthy, server

SMALL = replace(
    LLAMA, name="tiny:latest", digest="beef", size=300_000_000, details=replace(LLAMA.details, parameter_size="0.5B")
)
BIG = replace(
    LLAMA, name="big:latest", digest="f00d", size=40 * GIB, details=replace(LLAMA.details, parameter_size="70B")
)
ALL = server(tags=(LLAMA, SMALL, BIG), shown={})


@pytest.mark.parametrize(
    ("facts", "status", "summary", "fix"),
    [
        pytest.param(
            asked("big", one=ALL),
            Status.FAIL,
            "free are 16.0 GiB of RAM",
            "use llama3.2:latest, the largest",
            id="much",
        ),
        pytest.param(
            asked("llama3.2", one=ALL, hardware=hardware(2)),
            Status.WARN,
            "at context 4096",
            "use tiny:latest",
            id="context",
        ),
        pytest.param(
            asked("llama3.2", one=server(tags=(LLAMA,), shown={}), hardware=hardware(1)),
            Status.FAIL,
            "needs about",
            "take a smaller model",
            id="nothing there fits",
        ),
        pytest.param(
            asked("big", one=ALL, hardware=hardware(16, 8)),
            Status.FAIL,
            "and 8.0 GiB on the GPU",
            "llama3.2",
            id="cards",
        ),
        pytest.param(asked("llama3.2", one=ALL), Status.PASS, "llama3.2 takes about 2", "", id="fits"),
        pytest.param(
            asked("tiny", one=replace(ALL, ps=(loaded(15 * GIB),)), hardware=hardware(1)),
            Status.PASS,
            "of 16.0 GiB",
            "",
            id="what is loaded makes room",
        ),
        pytest.param(asked("big", one=replace(ALL, ps=())), Status.FAIL, "big needs", "", id="the large one"),
        pytest.param(
            asked("llama3.2", one=replace(ALL, ps=(loaded(GIB),)), hardware=hardware(0)),
            Status.SKIP,
            "",
            "",
            id="loaded",
        ),
        pytest.param(healthy(), Status.SKIP, "no model", "", id="none is asked for"),
    ],
)
def test_estimate(facts: Facts, status: Status, summary: str, fix: str):
    found = run(facts)
    assert (found.status, found.ids) == (status, ("D01",) if status in (Status.FAIL, Status.WARN) else ())
    assert summary in found.summary
    assert fix in doing(found)


TOO_LITTLE = "model requires more system memory (5.3 GiB) than is available (3.3 GiB)"


@pytest.mark.parametrize(
    ("facts", "status", "id", "summary"),
    [
        (asked(error=TOO_LITTLE), Status.FAIL, "D01", "needs 5.3 GiB of memory, and 3.3 GiB were free"),
        (logged(TOO_LITTLE), Status.WARN, "D01", "3.3 GiB were free"),
        (asked("llama3.2", TOO_LITTLE.replace("5.3", "19.2")), Status.FAIL, "D06", "an app asks for a context"),
        (asked("llama3.2", TOO_LITTLE.replace("5.3", "3.0")), Status.FAIL, "D01", "needs 3.0 GiB"),
        (asked(error=TOO_LITTLE, hardware=Unread("no")), Status.FAIL, "D01", "5.3 GiB"),
    ],
)
def test_told(facts: Facts, status: Status, id: str, summary: str):
    found = run(facts)
    assert (found.status, found.ids) == (status, (id,))
    assert summary in found.summary
    assert TOO_LITTLE.partition(" (")[0] in found.evidence[0]


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(asked("llama3.2", hardware=Unread("no")), id="not read"),
        pytest.param(asked("llama3.2", one=server("http://10.0.0.9:11434", is_here=False)), id="another machine"),
    ],
)
def test_not_known(facts: Facts):
    with pytest.raises(CannotTell):
        run(facts)


def test_a_smaller_context_that_fits_is_named():
    info = {
        "general.architecture": "llama", "llama.block_count": 28, "llama.attention.head_count": 24,
        "llama.attention.head_count_kv": 8, "llama.embedding_length": 3072, "llama.context_length": 131_072,
    }  # fmt: skip
    one = server(shown={LLAMA.name: replace(SHOWN, model_info=info)})
    found = run(asked("llama3.2", one=one, hardware=hardware(4), sockets=serving(OLLAMA_CONTEXT_LENGTH="65536")))
    assert (found.status, "at context 65536" in found.summary) == (Status.WARN, True)
    assert "OLLAMA_CONTEXT_LENGTH=1" in doing(found)
