"""The answer to whether a model fits, in words and for machines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from agwctl.models.fit_report import document, lines, loaded
from agwctl.models.fitting import Answer, Question, answer
from agwctl.models.memory import Memory, given
from agwctl.models.shape import shape_of
from agwctl.ollama.replies import NEVER, Details, Running

SHAPES = yaml.safe_load((Path(__file__).parent / "shapes.yaml").read_text("utf-8"))


def asked(name: str, ram: str | None, vram: str | None, **options: Any) -> Answer:
    there = shape_of(SHAPES[name]["info"], SHAPES[name]["weights"]) if name in SHAPES else None
    found = answer(Question(name, **options), given(ram, vram), there)
    assert found is not None
    return found


TOLD = {
    # what is asked → lines that are among those of the answer
    ("smollm2", "16G", None): [
        "smollm2 fits on the CPU at context 4096",
        "  needs    201.5 MiB, which `ollama ps` calls 211 MB: weights 93.8 MiB, KV cache 90.0 MiB (4096 tokens, f16), "
        "computing 17.7 MiB",
        "  free     RAM 16.0 GiB, no GPU (the given figures)",
        "  placed   RAM 201.5 MiB",
        "  largest  context 8192 in RAM",
    ],
    ("smollm2", "16G", "8G"): [
        "smollm2 fits on the GPU at context 4096",
        "  free     RAM 16.0 GiB, GPU 8.0 GiB; 1.0 GiB of each GPU stays free (the given figures)",
        "  largest  context 8192 on the GPU, all that it is made for",
    ],
    ("smollm2", "1G", "1150M"): [
        "smollm2 fits partly at context 4096: 18 of 30 layers on the GPU, the rest on the CPU, which is slower",
        "  placed   GPU 124.4 MiB, RAM 77.1 MiB",
        "  largest  context 768 on the GPU, 8192 with the RAM too",
    ],
    ("smollm2", "150M", None): [
        "smollm2 does not fit at context 4096",
        "  largest  context 1792 in RAM",
        "  note     a smaller context would fit: --context 1792",
    ],
    ("all-minilm", "16G", None): [
        "all-minilm fits on the CPU at context 512",
        "  needs    49.6 MiB, which `ollama ps` calls 51 MB: weights 43.8 MiB, computing 5.8 MiB",
    ],
    ("llama3.3:70b", "16G", "8G"): ["llama3.3:70b does not fit at context 4096"],
    ("llama3.1:70b", "16G", "8G"): [
        "  note     a smaller model would fit: llama3.1:8b",
        "  note     the Ollama guide asks for 64 GB of RAM or 40 GB of graphics memory for models of this size",
    ],
    ("llama3.1:8b", None, "4G"): [
        "cannot tell whether llama3.1:8b fits at context 4096: no RAM is given: --ram 16G",
        "  free     RAM unknown, GPU 4.0 GiB; 1.0 GiB of each GPU stays free (the given figures)",
    ],
}


@pytest.mark.parametrize("question", TOLD, ids=lambda question: " ".join(map(str, question)))
def test_lines(question):
    told = list(lines(asked(*question)))
    assert [line for line in TOLD[question] if line not in told] == [], told
    if "fits" in TOLD[question][0]:
        assert told[0] == TOLD[question][0]


def test_requests_at_a_time():
    told = "\n".join(lines(asked("smollm2", "16G", None, context=2048, parallel=2, cache="q8_0")))
    assert "(2 x 2048 tokens, q8_0)" in told
    told = "\n".join(lines(asked("all-minilm", "16G", None, parallel=2)))
    assert "Ollama runs one request of it at a time" in told


def test_more_context_than_it_is_made_for():
    found = asked("smollm2", "16G", None, context=32768)
    assert found.context == 8192
    assert "  note     it is made for 8192 tokens: Ollama gives it no more than that" in lines(found)


def test_memory_that_is_shared_or_unknown():
    made = shape_of(SHAPES["smollm2"]["info"], 10**8)
    shared = answer(Question("x"), Memory(2**33, (2**32,), is_shared=True), made)
    unknown = answer(Question("x"), Memory(2**33, None, unknown="no nvidia-smi"), made)
    assert shared is not None
    assert unknown is not None
    assert "GPU 4.0 GiB, shared with the RAM" in "\n".join(lines(shared))
    assert "GPU unknown" in "\n".join(lines(unknown))


@pytest.mark.parametrize(
    ("ram", "vram", "verdict", "placement"),
    [
        ("16G", "8G", "yes", "gpu"),
        ("1G", "1150M", "yes", "partly"),
        ("16G", None, "yes", "cpu"),
        ("1M", None, "no", "no"),
        (None, None, "unknown", "unknown"),
    ],
)
def test_for_machines(ram, vram, verdict, placement):
    found = json.loads(json.dumps(document(asked("smollm2", ram, vram), "http://127.0.0.1:11434")))
    assert next(iter(found)) == "schemaVersion"
    assert (found["fits"], found["placement"], found["basis"]) == (verdict, placement, "model")
    assert found["needs"]["total"] == sum(found["needs"][key] for key in ("weights", "kvCache", "compute"))
    assert (found["reason"] is None) is (verdict != "unknown")


def test_what_is_loaded_now():
    rows = [Running(name, "", 160222411, 0, NEVER, "", 2048, Details()) for name in ("smollm2:latest", "other:1b")]
    told = list(loaded(rows, "smollm2"))
    assert told == [
        "it is loaded now: 160 MB at context 2048, 100% CPU; this memory counts as free here",
        "other:1b is loaded now: 160 MB at context 2048, 100% CPU; agwctl models stop other:1b frees it",
    ]
    found = asked("smollm2", "16G", None)
    assert list(lines(found, told))[-1].endswith("frees it")
    assert document(found, None, told)["notes"][-2:] == told
