"""What all of the stand-in's APIs share."""

from __future__ import annotations

import math
from typing import Any

import pytest

from agwctl.http.message import Request
from agwctl.ollama.answer import Conversation
from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import Pace
from agwctl.ollama.engine import Engine
from agwctl.ollama.name import parse
from agwctl.ollama.prompt import Prompt
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.store import Model, Store
from tests.ollama.played import NOON, FakeTime

TINY = parse("tiny")
assert TINY is not None
REQUEST = Request(b"POST", b"/", headers=None)  # type: ignore[arg-type]


def engine(**tiny: Any) -> Engine:
    model = Model(TINY, 1, NOON, "llama", "1B", "F16", 8192, 64, **tiny)  # type: ignore[arg-type]
    return Engine(Store([*default_models(NOON), model]), FakeTime().clock, Pace())


def test_the_modelfile_s_parameters_hold_until_a_request_says_otherwise() -> None:
    made = engine(parameters=(("num_predict", 3), ("stop", "a"), ("stop", "b")))
    order = made.generation(Prompt("tiny", Conversation.of("x")), REQUEST).order
    assert (order.limit, order.stop) == (3, ("a", "b"))
    order = made.generation(
        Prompt("tiny", Conversation.of("x"), options={"num_predict": -1, "stop": []}), REQUEST
    ).order
    assert (order.limit, order.stop) == (None, ())


def test_a_prompt_is_counted_up_to_the_context() -> None:
    made = engine()
    assert made.generation(Prompt("tiny", Conversation.of("Be brief.", "hi there")), REQUEST).order.prompt_tokens == 5
    assert made.generation(Prompt("tiny", Conversation.of("word " * 9000)), REQUEST).order.prompt_tokens == 8192


def test_without_a_prompt_it_loads_or_lets_go() -> None:
    made = engine()
    assert made.load(Prompt("tiny", keep_alive="1h")) == "load"
    assert [entry["name"] for entry in made.runners.listing()] == ["tiny:latest"]
    assert made.load(Prompt("tiny", keep_alive=0)) == "unload"
    assert made.runners.listing() == []
    assert made.load(Prompt("nomic-embed-text", verb="generate", keep_alive="0s")) == "unload"
    with pytest.raises(Refusal):
        made.load(Prompt("nomic-embed-text", verb="generate"))


def test_vectors_are_of_length_one_and_the_same_every_time() -> None:
    (first, second), count = engine().embed("nomic-embed-text", ["a", "b c"])
    assert len(first) == 768
    assert math.hypot(*first) == pytest.approx(1, abs=1e-6)
    assert first != second
    assert count == 3 + 4
    assert engine().embed("NOMIC-EMBED-TEXT:latest", ["a"])[0] == [first]


def test_fewer_dimensions_when_asked_for_never_more() -> None:
    for dimensions, length in ((8, 8), (5000, 768), (0, 768)):
        ((vector,), _) = engine().embed("nomic-embed-text", ["a"], dimensions=dimensions)
        assert len(vector) == length
        assert math.hypot(*vector) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "status", "text"),
    [
        ("nope", 404, 'model "nope" not found, try pulling it first'),
        ("tiny", 501, "This server does not support embeddings. Start it with `--embeddings`"),
        ("bad name", 400, "invalid model name"),
    ],
)
def test_what_cannot_embed(name: str, status: int, text: str) -> None:
    with pytest.raises(Refusal) as failure:
        engine().embed(name, ["x"])
    assert (failure.value.status, failure.value.text) == (status, text)


def test_too_long_a_text_is_cut_or_refused() -> None:
    text = "word " * 3000
    assert engine().embed("nomic-embed-text", [text])[1] == 2048
    with pytest.raises(Refusal, match="exceeds the context length"):
        engine().embed("nomic-embed-text", [text], truncate=False)
