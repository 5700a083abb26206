"""What a model can do, what it is used for, and refusals that were pasted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agwctl.doctor.check import Status
from agwctl.doctor.checks.model_can_do_it import run
from agwctl.doctor.facts.fact import CannotTell, Unread
from agwctl.doctor.facts.facts import ServerFacts
from agwctl.models.configured import Use
from tests.doctor.asking import HERE, asked, configured, doing, says_nothing
from tests.doctor.healthy import LLAMA, SHOWN, healthy, server

EMBEDS = replace(LLAMA, name="nomic-embed-text:latest", digest="0a109f422b47", capabilities=("embedding",))
CHAT, EMBEDDINGS = frozenset({Use.CHAT}), frozenset({Use.EMBEDDINGS})
UNTOLD: dict[str, Any] = {
    "tags": (replace(LLAMA, capabilities=()),),
    "shown": {LLAMA.name: replace(SHOWN, capabilities=())},
}


@pytest.mark.parametrize(
    ("one", "id", "summary", "fix"),
    [
        (configured("llama3.2", uses=EMBEDDINGS), "B08", "llama3.2 cannot make embeddings", "pull nomic-embed-text"),
        (
            configured("llama3.2", uses=EMBEDDINGS, tags=(LLAMA, EMBEDS)),
            "B08", "cannot make embeddings", "such as nomic-embed-text:latest",
        ),
        (configured("nomic-embed-text", uses=CHAT, tags=(LLAMA, EMBEDS)), "B09", "cannot chat", "such as llama3.2:"),
    ],
)  # fmt: skip
def test_of_a_route(one: ServerFacts, id: str, summary: str, fix: str):
    found = run(healthy(one))
    assert (found.status, found.ids) == (Status.FAIL, (id,))
    assert summary in found.summary
    assert fix in doing(found)
    assert found.evidence[0].startswith(f"{HERE}: its route is for ")


@pytest.mark.parametrize(
    ("text", "id", "summary", "fix"),
    [
        ('"nomic-embed-text" does not support chat', "B09", "nomic-embed-text cannot chat", "such as llama3.2:latest"),
        ('"nomic-embed-text" does not support generate', "B09", "cannot chat", "llama3.2"),
        ("this model does not support embeddings", "B08", "the model cannot make embeddings", "nomic-embed-text"),
        (
            "This server does not support embeddings. Start it with `--embeddings`",
            "B08", "cannot make embeddings", "nomic-embed-text:latest",
        ),
        (
            "400 registry.ollama.ai/library/deepseek-r1:14b does not support tools",
            "B10", "deepseek-r1:14b cannot call tools", "turn tools",
        ),
        ("this model does not support vision", "B11", "cannot see pictures", "ollama pull gemma3:4b"),
        ('"llama3.2" does not support thinking', "B12", "llama3.2 cannot think", "reasoning_effort"),
    ],
)  # fmt: skip
def test_pasted(text: str, id: str, summary: str, fix: str):
    found = run(asked(error=text, one=server(tags=(LLAMA, EMBEDS))))
    assert (found.status, found.ids, found.evidence) == (Status.FAIL, (id,), (f"--error: {text}",))
    assert summary in found.summary
    assert fix in doing(found)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(asked(error="registry.ollama.ai/library/llama3.2:latest does not support tools"), id="it can now"),
        pytest.param(healthy(configured("llama3.2", uses=EMBEDDINGS, **UNTOLD)), id="an old release does not tell"),
        pytest.param(healthy(configured("llama3.2", uses=CHAT | EMBEDDINGS)), id="a route for both"),
        pytest.param(healthy(configured("llama3.2", uses=CHAT)), id="it can"),
        pytest.param(healthy(configured("qwen3", uses=CHAT)), id="not there: another check's"),
        pytest.param(healthy(), id="none is asked for"),
    ],
)
def test_able(facts):
    assert says_nothing(run(facts))


def test_what_a_model_is_good_for():
    assert run(asked("llama3.2")).summary == (
        "llama3.2 can chat, call tools; it cannot make embeddings, see pictures, think"
    )
    assert run(asked("llama3.2", one=server(**UNTOLD))).summary == "llama3.2: Ollama does not tell what it can do"


def test_the_list_is_not_known():
    with pytest.raises(CannotTell):
        run(asked("llama3.2", one=server(tags=Unread("too late"))))
