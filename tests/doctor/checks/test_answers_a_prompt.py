from dataclasses import replace

import pytest

from agwctl.doctor.check import Status, not_needed
from agwctl.doctor.checks.answers_a_prompt import run
from agwctl.doctor.facts.deep import DIRECTLY
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.facts import Asked
from tests.doctor.deep import LOADED, broken, deep, said
from tests.doctor.healthy import healthy


def test_it_answers():
    found = run(deep())
    assert (found.status, found.ids) == (Status.PASS, ())
    assert found.summary == "llama3.2:latest answers, its first word after 0.10 s"
    assert found.evidence == (
        "POST http://127.0.0.1:11434/v1/chat/completions (stream): 200 in 1.05 s",
        "POST http://127.0.0.1:11434/v1/chat/completions (no stream): 200 in 1.05 s",
    )


def test_another_was_asked():
    assert run(deep(server="")) == not_needed("asked was the gateway")
    assert run(deep(server="http://box:11434")) == not_needed("asked was http://box:11434")


def test_nobody_to_ask():
    with pytest.raises(CannotTell, match="no server has a model"):
        run(healthy(asked=Asked(is_deep=True), deep=Unread("no server has a model")))


@pytest.mark.parametrize(
    ("error", "id"),
    [
        ("model requires more system memory (5.3 GiB) than is available (3.3 GiB)", "D01"),
        ("llama runner process has terminated: signal: killed", "D02"),
        ("llama-server process has terminated: exit status 137", "D02"),
        ("cudaMalloc failed: out of memory", "D03"),
        ("model runner has unexpectedly stopped, this may be due to resource limitations", "D08"),
        ("llama-server process has terminated: exit status 2", "D08"),
        ("timed out waiting for llama runner to start - progress 0.00", "C09"),
        ("server busy, please try again.  maximum pending requests exceeded", "C11"),
        ("error loading model: unknown model architecture: 'foo'", "B18"),
        ("model 'llama3.2' not found", "B01"),
        ('"all-minilm" does not support chat', "B09"),
        ("not done after 60 s", "C16"),
        ("the connection ended in the middle of the answer", "G06"),
        ("request (4097 tokens) exceeds the available context size (4096 tokens)", "C14"),
        ("unauthorized", "B13"),
        ("this model requires a subscription", "B13"),
        ("something new", "D08"),
    ],
)
def test_what_it_says_instead(error, id):
    for facts in (deep(broken(DIRECTLY, True, 500, error)), deep(answers=(), load_error=error)):
        found = run(facts)
        assert (found.status, found.ids) == (Status.FAIL, (id,))
        assert error in found.summary
        assert found.fixes


def test_what_else_takes_memory_is_unloaded():
    other = LOADED.__class__("qwen3:8b", "b", 1, 1, 0, "", 4096, LOADED.details)
    found = run(deep(broken(DIRECTLY, True, 500, "cudaMalloc failed"), running=(LOADED, other)))
    assert found.fixes[0].commands == ("ollama stop qwen3:8b",)


def test_a_stream_without_an_end():
    found = run(deep(said(DIRECTLY, True, is_complete=False, finish_reason="")))
    assert (found.status, found.ids) == (Status.FAIL, ("G06",))


def test_a_model_that_only_thought():
    found = run(deep(said(DIRECTLY, True, text="", thinking="The user wants", finish_reason="length")))
    assert (found.status, found.ids) == (Status.PASS, ("C15",))
    assert "of 32 tokens none were left" in found.summary


def test_a_model_that_makes_vectors():
    vector = replace(said(DIRECTLY, False), text="", finish_reason="", vector=768, total=0.04)
    found = run(deep(answers=(vector,)))
    assert found.summary == "llama3.2:latest makes a vector of 768 numbers in 0.04 s"
