"""The likeliest cause where several would do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.evidence.missing import described, missing, other_stores
from agwctl.doctor.evidence.wanted import wanted
from agwctl.doctor.facts.hardware import Store
from agwctl.models.configured import Configured
from agwctl.ollama.replies import Details
from tests.doctor.asking import HERE, asked, hardware
from tests.doctor.healthy import LLAMA, healthy, server

GEMMA = replace(LLAMA, name="gemma3:latest", digest="beef")


@pytest.mark.parametrize(
    ("name", "id", "why"),
    [
        ("ollama/llama3.2", "B05", "a client's prefix"),
        ("ollama/qwen3", "B01", "not pulled"),
        ("gemma3:4b", "B02", "probably the same model"),
        ("gemma3:12b", "B02", "another tag is another model"),
        ("gemma3:7b", "B03", "270m, 1b, 4b, 12b and 27b"),
        ("bob/gemma3", "B04", "another namespace"),
        ("claude-3-5-sonnet-latest", "B06", "a vendor's"),
        ("gemma-3", "B01", "spelt alike"),
    ],
)
def test_cause(name: str, id: str, why: str):
    facts = asked(name, one=server(tags=(LLAMA, GEMMA)))
    (one,) = wanted(facts)
    found = missing(facts, one)
    assert (found.id, why in found.why) == (id, True), found.why
    assert found.fixes


def test_in_place_of_a_vendor_s_model_one_that_talks():
    facts = asked("gpt-4o", one=server(tags=(replace(LLAMA, name="all-minilm:latest", details=Details("bert")), GEMMA)))
    (one,) = wanted(facts)
    assert "such as gemma3:latest" in missing(facts, one).fixes[0].title


def test_who_else_has_it():
    other = server("http://10.0.0.9:11434", tags=(replace(GEMMA, name="qwen3:latest"),))
    one = server(tags=())
    entry = Configured(one.server.address, "qwen3", "q", HERE, True)
    one = replace(one, server=replace(one.server, models=(entry,)))
    facts = healthy(one, servers=(one, other))
    (model,) = wanted(facts)
    assert "10.0.0.9:11434 has it" in missing(facts, model).why


def test_stores():
    stores = (Store("/a", 0), Store("/b", 3, owner="ada"), Store("/c", 0), Store("/d", None))
    assert other_stores(healthy(hardware=hardware(1, stores=stores))) == [stores[1]]
    assert (
        other_stores(healthy(server("http://10.0.0.9:11434", is_here=False), hardware=hardware(1, stores=stores))) == []
    )
    assert described(stores[1]) == "/b holds 3 models of the user ada"
    assert described(Store("/b", 1)) == "/b holds 1 model"
