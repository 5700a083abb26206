"""What leaves more memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agwctl.doctor.facts.fact import Unread
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.fixes.memory import less_memory
from agwctl.models.memory import GIB
from tests.doctor.asking import asked, hardware, loaded
from tests.doctor.healthy import healthy, server


def titles(facts) -> list[str]:
    return [each.title for each in less_memory(facts)]


LESS, OTHER = "let models take less memory", "use llama3.2:latest, the largest of the models there that fits"
TWO = (loaded(GIB), replace(loaded(GIB), name="mistral:latest", digest="beef"))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (healthy(), [LESS, OTHER]),
        (asked("llama3.2"), [LESS]),
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
