"""Models of which a part is on the CPU."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.all_on_the_gpu import run
from agwctl.doctor.facts.facts import Facts
from agwctl.models.memory import GIB
from tests.doctor.asking import doing, hardware, loaded, says_nothing, serving
from tests.doctor.healthy import LLAMA, SHOWN, healthy, server

INFO = {
    "general.architecture": "llama", "llama.block_count": 28, "llama.attention.head_count": 24,
    "llama.attention.head_count_kv": 8, "llama.embedding_length": 3072, "llama.context_length": 131_072,
}  # fmt: skip
TOLD = {LLAMA.name: replace(SHOWN, model_info=INFO)}
OTHER = replace(loaded(2 * GIB, 2 * GIB), name="mistral:latest", digest="beef")


@pytest.mark.parametrize(
    ("facts", "id", "summary", "fix"),
    [
        pytest.param(
            healthy(server(ps=(loaded(4 * GIB, 3 * GIB),))),
            "C03",
            "75 % of llama3.2:latest",
            "OLLAMA_KV_CACHE_TYPE=q8_0",
            id="in part",
        ),
        pytest.param(
            healthy(server(ps=(loaded(4 * GIB, 3 * GIB), OTHER))),
            "C03",
            "75 %",
            "ollama stop mistral:latest",
            id="beside",
        ),
        pytest.param(
            healthy(server(ps=(loaded(6 * GIB, 4 * GIB, 16384),), shown=TOLD), hardware=hardware(8, 0)),
            "C03",
            "66 %",
            "PARAMETER num_ctx ",
            id="what context would fit",
        ),
        pytest.param(
            healthy(server(ps=(loaded(30 * GIB, 23 * GIB, 32768),))),
            "D04",
            "Ollama chose a context of 32768",
            "OLLAMA_CONTEXT_LENGTH=8192",
            id="by itself",
        ),
        pytest.param(
            healthy(server(ps=(loaded(4 * GIB, 3 * GIB),)), sockets=serving(OLLAMA_NUM_PARALLEL="4")),
            "C12",
            "4 requests at once have 4096 tokens each",
            "OLLAMA_NUM_PARALLEL=1",
            id="several at once",
        ),
        pytest.param(
            healthy(server(ps=(loaded(9 * GIB, 3 * GIB, 32768),)), sockets=serving(OLLAMA_CONTEXT_LENGTH="32768")),
            "C03",
            "33 %",
            "q8_0",
            id="a context that somebody chose",
        ),
    ],
)
def test_spilled(facts: Facts, id: str, summary: str, fix: str):
    found = run(facts)
    assert (found.status, found.ids) == (Status.WARN, (id,))
    assert summary in found.summary
    assert fix in doing(found)


def test_elsewhere_who_chose_is_not_known():
    far = server("http://10.0.0.9:11434", is_here=False, ps=(loaded(30 * GIB, 23 * GIB, 32768),))
    assert "Ollama probably chose" in run(healthy(far)).summary


@pytest.mark.parametrize("rows", [(), (loaded(GIB),), (loaded(GIB, GIB), OTHER)])
def test_whole(rows):
    assert says_nothing(run(healthy(server(ps=rows))))


def test_max_tokens_is_no_way_to_a_smaller_context():
    assert "max_tokens" not in doing(run(healthy(server(ps=(loaded(4 * GIB, 3 * GIB),)))))
