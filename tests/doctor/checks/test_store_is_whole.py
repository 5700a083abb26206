"""Damaged and foreign model files."""

from __future__ import annotations

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.store_is_whole import run
from agwctl.doctor.facts.facts import Facts
from agwctl.doctor.facts.hardware import Store
from tests.doctor.asking import ANSWERED, START, asked, doing, hardware, logged
from tests.doctor.healthy import healthy, server

MISMATCH = "Error: digest mismatch, file must be downloaded again: want sha256:1, got sha256:2"
PATH = "/usr/share/ollama/.ollama/models"


def with_store(model: str | None = None, partial: tuple[str, ...] = (), damaged: tuple[str, ...] = ()) -> Facts:
    return asked(model, hardware=hardware(16, stores=(Store(PATH, 1, partial, damaged),)))


@pytest.mark.parametrize(
    ("text", "id", "summary", "fix"),
    [
        (MISMATCH, "B15", "came out damaged", "ollama rm NAME, ollama pull NAME"),
        ("ollama pull qwen3\n" + MISMATCH, "B15", "came out damaged", "ollama rm qwen3\nollama pull qwen3"),
        ("Error: invalid file magic", "B18", "does not read", "install.sh"),
        (
            "'llama3.2-vision' is no longer compatible with your version of Ollama and has been replaced",
            "B18", "does not read", "ollama pull llama3.2-vision",
        ),
        (
            "failed to load model: this model may be incompatible with your version of Ollama. If you "
            "previously pulled this model, try updating it by running `ollama pull mistral:7b`",
            "B18", "does not read", "ollama pull mistral:7b",
        ),
        ("error loading model: unknown model architecture: 'foo'", "B18", "an architecture", "install.sh"),
    ],
)  # fmt: skip
def test_pasted(text: str, id: str, summary: str, fix: str):
    found = run(asked(error=text))
    assert (found.status, found.ids) == (Status.FAIL, (id,))
    assert summary in found.summary
    assert fix in doing(found)


@pytest.mark.parametrize(
    ("lines", "status"), [((MISMATCH,), Status.WARN), ((MISMATCH, ANSWERED), Status.PASS), ((ANSWERED,), Status.PASS)]
)
def test_in_the_log(lines: tuple[str, ...], status: Status):
    assert run(logged(*lines)).status is status


def test_what_comes_again_is_more_than_an_accident():
    assert "systemctl restart ollama" not in doing(run(logged(MISMATCH)))
    assert "systemctl restart ollama" in doing(run(logged(MISMATCH, MISMATCH)))


def test_the_log_of_an_earlier_run_is_past():
    assert run(logged(MISMATCH, *START)).ids == ()


@pytest.mark.parametrize(
    ("facts", "status", "ids", "fix"),
    [
        pytest.param(
            with_store("llama3.2", damaged=("llama3.2:latest",)), Status.FAIL, ("B15",), "ollama rm llama3.2:latest",
            id="damaged and asked for",
        ),
        pytest.param(with_store(damaged=("qwen3:8b",)), Status.WARN, ("B15",), "ollama pull qwen3:8b", id="damaged"),
        pytest.param(with_store(partial=("sha256-1-partial",)), Status.PASS, ("B15",), "goes on", id="in part"),
        pytest.param(
            with_store("qwen3", partial=("sha256-1-partial",)), Status.PASS, ("B15",), "pull qwen3", id="that model's"
        ),
        pytest.param(with_store(), Status.PASS, (), "", id="whole"),
        pytest.param(healthy(server("http://10.0.0.9:11434", is_here=False)), Status.SKIP, (), "", id="elsewhere"),
    ],
)  # fmt: skip
def test_the_folder(facts: Facts, status: Status, ids: tuple[str, ...], fix: str):
    found = run(facts)
    assert (found.status, found.ids) == (status, ids)
    assert fix in doing(found)
