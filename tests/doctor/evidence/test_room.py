"""Memory for models on the machine of the server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.evidence.room import fit_of, free_memory, largest_that_fits, parallel
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.models.fit import Placement
from agwctl.models.memory import GIB, Memory
from tests.doctor.asking import hardware, loaded, serving
from tests.doctor.healthy import LLAMA, SHOWN, TUNNEL, healthy, server

INFO = {
    "general.architecture": "llama", "llama.block_count": 28, "llama.attention.head_count": 24,
    "llama.attention.head_count_kv": 8, "llama.embedding_length": 3072, "llama.context_length": 131_072,
}  # fmt: skip
TOLD = replace(SHOWN, model_info=INFO)
OTHER = replace(loaded(2 * GIB, GIB), digest="beef")


def test_what_is_loaded_makes_room():
    facts = healthy(server(ps=(loaded(4 * GIB), OTHER)), hardware=hardware(8, 3))
    assert free_memory(facts) == Memory(13 * GIB, (4 * GIB,))
    assert free_memory(facts, beside=["beef"]) == Memory(12 * GIB, (3 * GIB,))


@pytest.mark.parametrize(
    "facts", [healthy(hardware=Unread("no")), healthy(server("http://10.0.0.9:11434", is_here=False))]
)
def test_not_known(facts: Facts):
    with pytest.raises(CannotTell):
        free_memory(facts)


def test_the_servers_own_settings_count():
    plain = fit_of(healthy(), LLAMA, TOLD, Memory(64 * GIB, ()))
    assert (plain.context, plain.fit.placement) == (4096, Placement.CPU)
    sockets = serving(OLLAMA_CONTEXT_LENGTH="8192", OLLAMA_NUM_PARALLEL="4", OLLAMA_KV_CACHE_TYPE="Q8_0")
    more = fit_of(healthy(sockets=sockets), LLAMA, TOLD, Memory(64 * GIB, ()))
    assert more.needed.cache == plain.needed.cache * 2 * 4 * 34 // 64
    assert parallel(healthy(sockets=sockets)) == 4
    assert fit_of(healthy(), LLAMA, TOLD, Memory(64 * GIB, ()), 2048).context == 2048


def test_without_details_the_name_and_the_size_do():
    assert fit_of(healthy(), LLAMA, None, Memory(64 * GIB, ())).needed.weights == LLAMA.size


@pytest.mark.parametrize(("ram", "name"), [(64, "big:latest"), (8, "llama3.2:latest"), (1, None)])
def test_the_largest_that_fits(ram: int, name: str | None):
    big = replace(LLAMA, name="big:latest", digest="f00d", size=40 * GIB)
    cloud = replace(LLAMA, name="cloud:latest", digest="f000", size=1, remote_model="x")
    facts = healthy(server(tags=(LLAMA, big, cloud)))
    assert largest_that_fits(facts, Memory(ram * GIB, ())) == name


def test_the_memory_of_this_machine_is_not_behind_a_tunnel():
    with pytest.raises(CannotTell):
        free_memory(healthy(sockets=TUNNEL))
