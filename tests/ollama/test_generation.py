"""One answer: its pieces, its pace, its end."""

from __future__ import annotations

from typing import Any

import pytest

from agwctl.http.failure import ClientGone
from agwctl.ollama.answer import Conversation, Piece, gather
from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import Pace
from agwctl.ollama.generation import Generation, Order
from agwctl.ollama.runners import Runners
from tests.ollama.played import NOON, Client, FakeTime

MODEL = default_models(NOON)[0]
WORDS = [Piece(text) for text in ("Hello", "!", " I", "'m", " fine", ".")]


def generation(
    time: FakeTime | None = None, pace: Pace | None = None, hangup: Client | None = None, **order: Any
) -> Generation:
    time = time or FakeTime()
    fields: dict[str, Any] = {"conversation": Conversation.of("hi"), "prompt_tokens": 40, "keep_alive": 10**9, **order}
    order_ = Order(MODEL, **fields)
    return Generation(order_, lambda model, question: WORDS, time.clock, pace or Pace(), Runners(time.clock), hangup)


def test_an_answer_that_ends_by_itself_counts_the_token_that_ends_it() -> None:
    made = generation().begin()
    assert gather(made).text == "Hello! I'm fine."
    assert (made.account.reason, made.account.tokens, made.account.prompt_tokens) == ("stop", 7, 40)


@pytest.mark.parametrize(
    ("limit", "text", "reason", "tokens"),
    [(2, "Hello!", "length", 2), (6, "Hello! I'm fine.", "length", 6), (7, "Hello! I'm fine.", "stop", 7)],
)
def test_a_limit(limit: int, text: str, reason: str, tokens: int) -> None:
    made = generation(limit=limit).begin()
    assert (gather(made).text, made.account.reason, made.account.tokens) == (text, reason, tokens)


@pytest.mark.parametrize(
    ("stop", "text"),
    [
        (("!",), "Hello"),
        ((".", "fine"), "Hello! I'm "),
        (("xyz",), "Hello! I'm fine."),
        (("Hello",), ""),
        (("",), "Hello! I'm fine."),
    ],
)
def test_stop_sequences_end_it_and_are_left_out(stop: tuple[str, ...], text: str) -> None:
    made = generation(stop=stop).begin()
    assert (gather(made).text, made.account.reason) == (text, "stop")


def test_time_passes_at_the_model_s_pace() -> None:
    time = FakeTime()
    made = generation(time, Pace(load_seconds=2, prompt_tokens_per_second=10, tokens_per_second=4)).begin()
    assert time.slept == pytest.approx(2 + 40 / 10)
    due = []
    for _ in made:
        due.append(time.slept - 6)
    assert due == pytest.approx([0.25, 0.5, 0.75, 1.0, 1.25, 1.5])
    account = made.account
    seconds = (account.load_duration, account.prompt_duration, account.eval_duration, account.total_duration)
    assert [value / 10**9 for value in seconds] == pytest.approx([2, 4, 1.5, 7.5])


def test_a_loaded_model_need_not_be_loaded() -> None:
    time = FakeTime()
    made = generation(time, Pace(load_seconds=2))
    made.runners.acquire(MODEL, 10**9)
    made.begin()
    assert time.slept == 0
    made.close()


def test_a_client_that_left_before_the_first_token_ends_it() -> None:
    client = Client(left=True)
    made = generation(pace=Pace(load_seconds=60), hangup=client)
    with pytest.raises(ClientGone):
        made.begin()
    assert made.runners.busy == 0


def test_a_client_that_leaves_meanwhile_ends_it_between_two_tokens() -> None:
    time, client = FakeTime(), Client()
    made = generation(time, Pace(tokens_per_second=1), client).begin()
    pieces = iter(made)
    next(pieces)
    client.left = True
    with pytest.raises(ClientGone):
        next(pieces)
    assert time.slept == pytest.approx(1.0)
    assert made.runners.busy == 0


def test_it_is_over_once_however_it_ends() -> None:
    made = generation().begin()
    assert made.runners.busy == 1
    pieces = iter(made)
    next(pieces)
    made.close()
    assert made.runners.busy == 0
    list(pieces)
    made.close()
    assert made.runners.busy == 0
