"""What is refused of a request before any model works."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agwctl.ollama.answer import Conversation, Tool
from agwctl.ollama.name import parse
from agwctl.ollama.prompt import Prompt, embedding_model, prompted_model, text_model
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import LATEST, Release
from agwctl.ollama.store import Model, Store

FULL = "registry.ollama.ai/library/tiny:latest"
ASKED = Prompt("tiny", Conversation.of("x"))
THINK = replace(ASKED, conversation=replace(ASKED.conversation, think=True))
OLD = Release("0.13.5")


def model(text: str, *capabilities: str) -> Model:
    name = parse(text)
    assert name is not None
    return Model(name, 1, 0, "llama", "1B", "F16", 8192, 64, capabilities)


STORE = Store(
    [model("tiny", "completion"), model("able", "completion", "tools", "thinking"), model("bert", "embedding")]
)


def refused(find: Any, *args: Any) -> tuple[int, str]:
    with pytest.raises(Refusal) as failure:
        find(STORE, *args)
    return failure.value.status, failure.value.text


@pytest.mark.parametrize(
    ("prompt", "status", "text"),
    [
        (replace(ASKED, model="nope"), 404, "model 'nope' not found"),
        (replace(ASKED, model=""), 400, "model is required"),
        (replace(ASKED, model="", verb="generate"), 404, "model '' not found"),
        (replace(ASKED, model="bad name"), 400, "invalid model name"),
        (replace(ASKED, model="bert"), 400, '"bert" does not support chat'),
        (replace(ASKED, model="bert", verb="generate"), 400, '"bert" does not support generate'),
        (
            replace(ASKED, conversation=Conversation(tools=(Tool("f"),))),
            400,
            f"{FULL} does not support tools",
        ),
        (replace(ASKED, insert=True), 400, f"{FULL} does not support insert"),
        (replace(THINK, model="TINY"), 400, '"TINY" does not support thinking'),
        (replace(ASKED, top_logprobs=21), 400, "top_logprobs must be between 0 and 20"),
        (replace(ASKED, top_logprobs=-1, model="nope"), 400, "top_logprobs must be between 0 and 20"),
        (replace(ASKED, options={"num_ctx": "big"}), 500, 'option "num_ctx" must be of type integer'),
        (replace(ASKED, options={"seed": True}), 500, 'option "seed" must be of type integer'),
        (replace(ASKED, options={"top_p": "1"}), 500, 'option "top_p" must be of type float32'),
        (replace(ASKED, options={"use_mmap": 1}), 500, 'option "use_mmap" must be of type boolean'),
        (replace(ASKED, options={"stop": "x"}), 500, 'option "stop" must be of type array'),
        (replace(ASKED, options={"stop": [1]}), 500, 'option "stop" must be of an array of strings'),
    ],
)
def test_what_is_refused(prompt: Prompt, status: int, text: str) -> None:
    assert refused(text_model, LATEST, prompt) == (status, text)


@pytest.mark.parametrize(
    "prompt",
    [
        ASKED,
        replace(ASKED, model="TINY:latest"),
        replace(THINK, relaxed=True),
        replace(THINK, model="able"),
        replace(ASKED, options={"bogus": "x", "num_ctx": 1.5, "stop": None}),
    ],
)
def test_what_is_not(prompt: Prompt) -> None:
    assert text_model(STORE, LATEST, prompt).name.model in ("tiny", "able")


@pytest.mark.parametrize(
    ("prompt", "status", "text"),
    [
        (replace(ASKED, model="bad name"), 400, "model is required"),
        (replace(ASKED, model="bad name", verb="generate"), 404, "model 'bad name' not found"),
        (replace(ASKED, model="TINY"), 404, "model 'TINY' not found"),
    ],
)
def test_names_in_an_older_release(prompt: Prompt, status: int, text: str) -> None:
    assert refused(prompted_model, OLD, prompt) == (status, text)


@pytest.mark.parametrize(
    ("release", "name", "status", "text"),
    [
        (LATEST, "nope", 404, 'model "nope" not found, try pulling it first'),
        (LATEST, "", 404, "model '' not found"),
        (LATEST, "bad name", 400, "invalid model name"),
        (LATEST, "tiny", 501, "This server does not support embeddings. Start it with `--embeddings`"),
        (OLD, "", 404, 'model "" not found, try pulling it first'),
        (OLD, "bad name", 404, 'model "bad name" not found, try pulling it first'),
    ],
)
def test_what_cannot_embed(release: Release, name: str, status: int, text: str) -> None:
    assert refused(embedding_model, release, name) == (status, text)


def test_a_chat_model_is_only_loaded_when_there_is_nothing_to_embed() -> None:
    assert embedding_model(STORE, LATEST, "tiny", texts=False).name.model == "tiny"


def test_a_chat_model_embeds_in_an_older_release() -> None:
    assert embedding_model(STORE, OLD, "tiny").name.model == "tiny"
