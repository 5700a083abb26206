"""Full disks."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.store_has_room import run
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import Store
from tests.doctor.asking import asked, doing, hardware, logged
from tests.doctor.healthy import healthy, server

FULL = "write /usr/share/ollama/.ollama/models/blobs/sha256-1-partial: no space left on device"


def left(gigabytes: float, model: str | None = None, error: str = "") -> Facts:
    store = Store("/usr/share/ollama/.ollama/models", 1, free=int(gigabytes * 10**9))
    return asked(model, error, hardware=hardware(16, stores=(store,)))


@pytest.mark.parametrize(
    ("facts", "status", "summary", "fix"),
    [
        (left(0.1, error=FULL), Status.FAIL, "the disk was full", "ollama rm llama3.2:latest"),
        (left(90, error=FULL), Status.FAIL, "the disk was full", "90 GB are free now: restart Ollama, and pull"),
        (left(0.1, error="pulling manifest Error: EOF"), Status.FAIL, "broke off on a full disk", "OLLAMA_MODELS"),
        (
            left(90, error="pulling manifest Error: EOF"),
            Status.FAIL,
            "probably the disk was full once",
            "restart ollama",
        ),
        (left(3, "qwen3:8b"), Status.WARN, "qwen3:8b needs about 5.8 GB", "ollama rm llama3.2:latest"),
        (left(3, "llama3.2"), Status.PASS, "3 GB free", ""),
        (left(3, "gpt-oss:120b-cloud"), Status.PASS, "3 GB free", ""),
        (left(0.3), Status.WARN, "as good as full: 300 MB free", "remove what is not needed"),
        (left(0.3, "llama3.2"), Status.WARN, "as good as full", "OLLAMA_MODELS"),
        (logged(FULL), Status.WARN, "the disk was full", "restart Ollama, and pull"),
        (healthy(), Status.PASS, "214 GB free", ""),
        (healthy(server("http://10.0.0.9:11434", is_here=False)), Status.SKIP, "not here", ""),
    ],
)
def test_room(facts: Facts, status: Status, summary: str, fix: str):
    found = run(facts)
    assert (found.status, found.ids) == (status, ("B16",) if status in (Status.FAIL, Status.WARN) else ())
    assert summary in found.summary
    assert fix in doing(found)


def test_nothing_is_removed_where_there_is_room():
    assert "ollama rm" not in doing(run(left(90, error=FULL)))


def test_what_is_asked_for_is_not_to_be_removed():
    assert "ollama rm" not in doing(run(left(0.3, "llama3.2")))
