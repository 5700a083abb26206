"""What leaves more memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.facts.deep import Deep
from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.memory import less_memory
from agwctl.models.memory import GIB
from tests.doctor.asking import asked, hardware, loaded, serving
from tests.doctor.healthy import LLAMA, healthy, server


def titles(facts) -> list[str]:
    return [each.title for each in less_memory(facts)]


LESS, OTHER = "let models take less memory", "use llama3.2:latest, the largest of the models there that fits"
LONG = serving(OLLAMA_CONTEXT_LENGTH="32768")
BIG = loaded(GIB, context=32768)
TWO = (BIG, replace(BIG, name="mistral:latest", digest="beef"))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (healthy(), [LESS, OTHER]),
        (asked("llama3.2", sockets=LONG), [LESS]),
        (healthy(server(ps=TWO[:1])), [LESS, OTHER]),
        (healthy(server(ps=TWO)), ["unload what is not needed", LESS]),
        (healthy(hardware=hardware(16, oom_kills=1)), ["raise the memory limit of its container or unit", LESS]),
        (healthy(hardware=Unread("no")), [LESS]),
        (healthy(server("http://10.0.0.9:11434", is_here=False)), ["on the machine 10.0.0.9, if it runs Linux"]),
    ],
)
def test_what_is_told(facts: Facts, told: list[str]):
    assert [title[: len(said)] for title, said in zip(titles(facts), told, strict=True)] == told


def test_all_that_is_loaded():
    first = less_memory(healthy(server(ps=TWO)))[0]
    assert first.commands == ("ollama stop llama3.2:latest", "ollama stop mistral:latest")


def test_what_is_sparing_already_is_left_alone():
    short = asked("llama3.2", sockets=serving(OLLAMA_CONTEXT_LENGTH="2048"))
    assert titles(short) == ["use a smaller model, or end what else takes memory"]
    many = asked("llama3.2", sockets=serving(OLLAMA_CONTEXT_LENGTH="2048", OLLAMA_NUM_PARALLEL="4"))
    (fix,) = less_memory(many)
    assert "OLLAMA_NUM_PARALLEL=1" in str(fix.commands) and "OLLAMA_CONTEXT_LENGTH=" not in str(fix.commands)
    (fix,) = less_memory(asked("llama3.2", sockets=serving(OLLAMA_CONTEXT_LENGTH="32768")))
    assert "OLLAMA_CONTEXT_LENGTH=4096" in str(fix.commands)


@pytest.mark.parametrize(("size", "told"), [(40 * GIB, [LESS]), (GIB, [LESS, OTHER.replace("llama3.2", "mistral")])])
def test_only_a_smaller_model_is_named(size: int, told: list[str]):
    """Whether --model names the one that took too much, or --deep asked it."""
    mistral = replace(LLAMA, name="mistral:latest", digest="beef", size=size)
    one = server(tags=(LLAMA, mistral))
    assert titles(asked("llama3.2", one=one, hardware=hardware(64), sockets=LONG)) == told
    assert titles(healthy(one, hardware=hardware(64), deep=Deep("llama3.2", was_loaded=False))) == told
