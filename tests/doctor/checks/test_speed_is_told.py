from dataclasses import replace

import pytest

from agwctl.doctor.check import Status, not_needed
from agwctl.doctor.checks.speed_is_told import run
from agwctl.doctor.facts.deep import DIRECTLY
from tests.doctor.deep import LOADED, broken, deep

CPU, SPLIT = replace(LOADED, size_vram=0), replace(LOADED, size_vram=1_300_000_000)


@pytest.mark.parametrize(
    ("changes", "summary"),
    [
        (
            {},
            "llama3.2:latest: 20 tokens/s, 100% GPU, context 4096, loaded in 2.0 s; it was loaded for this (2.6 GB)",
        ),
        (
            {"was_loaded": True, "load_seconds": None, "tokens_per_second": 1.234, "running": (CPU,)},
            "llama3.2:latest: 1.2 tokens/s, 100% CPU, context 4096",
        ),
        (
            {"was_loaded": True, "load_seconds": None, "tokens_per_second": None, "running": (SPLIT,)},
            "llama3.2:latest: 50%/50% CPU/GPU, context 4096",
        ),
        ({"running": None}, "llama3.2:latest: 20 tokens/s, loaded in 2.0 s"),
    ],
)
def test_what_is_told(changes, summary):
    found = run(deep(**changes))
    assert (found.status, found.summary) == (Status.PASS, summary)


def test_how_to_take_back_what_was_done():
    (unload,) = run(deep()).fixes
    assert unload.commands == ("ollama stop llama3.2:latest",)
    assert not run(deep(was_loaded=True)).fixes


def test_another_was_asked():
    assert run(deep(server="")) == not_needed("asked was the gateway")


@pytest.mark.parametrize(
    "facts", [deep(answers=(), load_error="no"), deep(broken(DIRECTLY, True, 500), broken(DIRECTLY, False, 500))]
)
def test_of_a_model_that_does_not_answer_nothing_is_told(facts):
    assert run(facts) == not_needed("the model gave no answer")
