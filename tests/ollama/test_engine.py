"""What all of the stand-in's APIs share."""

from __future__ import annotations

from typing import Any

import pytest

from agwctl.http.message import Request
from agwctl.ollama.answer import Conversation
from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import Pace
from agwctl.ollama.engine import Engine
from agwctl.ollama.faults import Crash, Denied, DiesIdle, SlowFirstToken
from agwctl.ollama.hardware import GIB, Hardware
from agwctl.ollama.name import parse
from agwctl.ollama.prompt import Prompt
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.release import Release
from agwctl.ollama.settings import Settings
from agwctl.ollama.store import Model, Store
from tests.ollama.played import NOON, FakeTime

TINY = parse("tiny")
assert TINY is not None
REQUEST = Request(b"POST", b"/", headers=None)  # type: ignore[arg-type]


def engine(settings: Settings | None = None, **tiny: Any) -> Engine:
    model = Model(TINY, 1, NOON, "llama", "1B", "F16", 8192, 64, **tiny)  # type: ignore[arg-type]
    return Engine(Store([*default_models(NOON), model]), FakeTime().clock, Pace(), settings=settings)


def test_the_modelfile_s_parameters_hold_until_a_request_says_otherwise() -> None:
    made = engine(parameters=(("num_predict", 3), ("stop", "a"), ("stop", "b")))
    order = made.generation(Prompt("tiny", Conversation.of("x")), REQUEST).order
    assert (order.limit, order.stop) == (3, ("a", "b"))
    order = made.generation(
        Prompt("tiny", Conversation.of("x"), options={"num_predict": -1, "stop": []}), REQUEST
    ).order
    assert (order.limit, order.stop) == (None, ())


def test_options_of_a_prompt_reach_the_order() -> None:
    prompt = Prompt("tiny", Conversation.of("x"), options={"num_keep": 9}, truncate=False, shift=False)
    order = engine().generation(prompt, REQUEST).order
    assert (order.num_keep, order.truncate, order.shift) == (9, False, False)


def test_the_release_decides_on_the_context() -> None:
    settings = Settings(hardware=Hardware(vram=24 * GIB))
    for version, context in (("0.33.0", 32_768), ("0.13.5", 4096)):
        made = Engine(
            Store(default_models(NOON)), FakeTime().clock, Pace(), release=Release(version), settings=settings
        )
        assert made.generation(Prompt("llama3.2", Conversation.of("x")), REQUEST).order.wish.context == context


def test_a_model_may_have_a_pace_of_its_own() -> None:
    own = Pace(load_seconds=7)
    assert engine(pace=own).generation(Prompt("tiny", Conversation.of("x")), REQUEST).order.wish.pace == own
    assert engine().generation(Prompt("tiny", Conversation.of("x")), REQUEST).order.wish.pace == Pace()


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [
        (Denied(), 403, "ollama cloud is disabled: remote model is unavailable"),
        (Denied(status=401), 401, "unauthorized"),
        (Denied(status=401, text="no"), 401, "no"),
        (Denied(status=429, text="slower"), 429, "slower"),
    ],
)
def test_whoever_is_denied(fault: Denied, status: int, text: str) -> None:
    made = engine(settings=Settings(faults=(fault,)))
    for act in (
        lambda: made.generation(Prompt("tiny", Conversation.of("x")), REQUEST),
        lambda: made.load(Prompt("tiny")),
        lambda: made.embed("nomic-embed-text", ["x"]),
    ):
        with pytest.raises(Refusal) as failure:
            act()
        assert (failure.value.status, failure.value.text) == (status, text)
    assert ("signin_url" in failure.value.native()) == (fault == Denied(status=401))


def test_what_only_loads_uses_up_no_fault_of_answering() -> None:
    made = engine(settings=Settings(faults=(Crash(times=1), SlowFirstToken(times=1, seconds=3))))
    assert made.load(Prompt("tiny")) == "load"
    made.embed("nomic-embed-text", [])
    orders = [made.generation(Prompt("tiny", Conversation.of("x")), REQUEST).order for _ in range(3)]
    assert [order.wish.fault for order in orders] == [Crash(times=1), SlowFirstToken(times=1, seconds=3), None]


def test_a_runner_may_die_after_a_load() -> None:
    made = engine(settings=Settings(faults=(DiesIdle(times=1),)))
    made.load(Prompt("tiny"))
    assert not made.runners.holds(made.generation(Prompt("tiny", Conversation.of("x")), REQUEST).order.wish)


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [("num_ctx", "2k", "type integer"), ("num_predict", "x", "type integer"), ("stop", 5, "an array of strings")],
)
def test_a_modelfile_s_parameters_are_checked_too(name: str, value: object, kind: str) -> None:
    made = engine(parameters=((name, value),))
    for act in (
        lambda: made.generation(Prompt("tiny", Conversation.of("x")), REQUEST),
        lambda: made.load(Prompt("tiny")),
        lambda: made.embed("tiny", []),
    ):
        with pytest.raises(Refusal) as failure:
            act()
        assert (failure.value.status, failure.value.text) == (500, f'option "{name}" must be of {kind}')


def test_a_modelfile_s_parameter_of_nothing_counts_for_nothing() -> None:
    made = engine(parameters=(("num_predict", None), ("num_keep", None)))
    order = made.generation(Prompt("tiny", Conversation.of("x")), REQUEST).order
    assert (order.limit, order.num_keep) == (None, 4)


def test_serials_follow_from_the_seed() -> None:
    first, second = (engine(settings=Settings(seed=5)) for _ in range(2))
    assert [first.serial(), first.serial()] == [second.serial(), second.serial()] == [6, 7]


def test_without_a_prompt_it_loads_or_lets_go() -> None:
    made = engine()
    assert made.load(Prompt("tiny", keep_alive="1h")) == "load"
    assert [entry["name"] for entry in made.runners.listing()] == ["tiny:latest"]
    assert made.load(Prompt("tiny", keep_alive=0)) == "unload"
    assert made.runners.listing() == []
    assert made.load(Prompt("nomic-embed-text", verb="generate", keep_alive="0s")) == "unload"
    with pytest.raises(Refusal):
        made.load(Prompt("nomic-embed-text", verb="generate"))


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
