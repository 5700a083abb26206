"""One answer: its pieces, its pace, its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agwctl.http.failure import ClientGone
from agwctl.ollama.answer import Conversation, Piece, Turn, gather
from agwctl.ollama.catalogue import default_models
from agwctl.ollama.clock import Pace
from agwctl.ollama.faults import ContextOverflow, Crash, CutOff, DiesIdle, Hang, ModelFault, SlowFirstToken
from agwctl.ollama.generation import Generation, Order
from agwctl.ollama.loading import wish
from agwctl.ollama.refusal import Refusal, RunnerFailure
from agwctl.ollama.runners import Runners
from agwctl.ollama.settings import Settings
from tests.ollama.played import NOON, Client, FakeTime

MODEL = default_models(NOON)[0]
WORDS = [Piece(text) for text in ("Hello", "!", " I", "'m", " fine", ".")]
DIED = "an error was encountered while running the model: unexpected EOF"


def generation(
    time: FakeTime | None = None,
    pace: Pace | None = None,
    hangup: Client | None = None,
    *,
    fault: ModelFault | None = None,
    runners: Runners | None = None,
    asked: str = "word " * 39,
    num_ctx: int = 4096,
    **order: Any,
) -> Generation:
    time = time or FakeTime()
    wanted = wish(MODEL, {"num_ctx": num_ctx}, Settings(), pace or Pace(), 10**9, fault)
    made = Order(wanted, Conversation.of(asked), **order)
    return Generation(made, lambda model, asked: WORDS, time.clock, runners or Runners(time.clock), hangup)


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
        (("I'm",), "Hello! "),
        (("o! I'm f",), "Hell"),
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
    assert [value / 10**9 for value in seconds] == pytest.approx([2, 4, 7 / 4, 2 + 4 + 7 / 4])


def test_a_loaded_model_need_not_be_loaded() -> None:
    time = FakeTime()
    made = generation(time, Pace(load_seconds=2))
    made.runners.release(made.runners.acquire(made.order.wish))
    slept = time.slept
    made.begin()
    assert time.slept == slept
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


def test_whoever_cannot_think_of_an_answer_holds_no_model() -> None:
    made = generation()
    made.answer = lambda model, asked: [][0]
    with pytest.raises(IndexError):
        made.begin()
    assert made.runners.busy == 0


@pytest.mark.parametrize("tokens", [0, 2, 6])
def test_a_runner_dies_after_so_many_tokens(tokens: int) -> None:
    made = generation(fault=Crash(after_tokens=tokens)).begin()
    got: list[str] = []
    with pytest.raises(RunnerFailure) as failure:
        got.extend(piece.text for piece in made)
    assert (failure.value.status, failure.value.text) == (500, DIED)
    assert got == [piece.text for piece in WORDS[:tokens]]
    assert made.runners.busy == 0
    assert not made.runners.holds(made.order.wish)


def test_a_runner_outlives_an_answer_that_is_shorter() -> None:
    assert gather(generation(fault=Crash(after_tokens=7)).begin()).text == "Hello! I'm fine."


def test_a_dead_runner_answers_nobody_any_more() -> None:
    runners = Runners(FakeTime().clock, Settings(num_parallel=2))
    wanted = wish(MODEL, {}, Settings(num_parallel=2), Pace())
    lease = runners.acquire(wanted)
    made = generation(runners=runners, num_ctx=4096).begin()
    pieces = iter(made)
    next(pieces)
    runners.kill(lease.runner)
    with pytest.raises(RunnerFailure):
        next(pieces)


def test_a_runner_that_dies_idle_spoils_nothing_but_is_loaded_again() -> None:
    time = FakeTime()
    made = generation(time, fault=DiesIdle()).begin()
    assert gather(made).text == "Hello! I'm fine."
    gather(generation(time, Pace(load_seconds=3), runners=made.runners).begin())
    assert time.slept == pytest.approx(3)


@pytest.mark.parametrize("tokens", [0, 3])
def test_nothing_more_comes_until_the_client_leaves(tokens: int) -> None:
    time = FakeTime()
    client = Client(leaves_at=NOON + 600 * 10**9, time=time)
    made = generation(time, hangup=client, fault=Hang(after_tokens=tokens)).begin()
    got: list[Piece] = []
    with pytest.raises(ClientGone):
        got.extend(made)
    assert len(got) == tokens
    assert time.slept == pytest.approx(600, abs=0.1)
    assert made.runners.busy == 0


def test_the_connection_is_cut_in_the_middle() -> None:
    made = generation(fault=CutOff(after_tokens=2)).begin()
    got: list[Piece] = []
    with pytest.raises(ClientGone):
        got.extend(made)
    assert len(got) == 2


def test_the_first_token_may_take_longer() -> None:
    time = FakeTime()
    made = generation(time, Pace(tokens_per_second=1), fault=SlowFirstToken(seconds=30)).begin()
    next(iter(made))
    assert time.slept == pytest.approx(31)
    assert made.account.prompt_duration == pytest.approx(30 * 10**9)


def test_every_prompt_may_be_too_long() -> None:
    made = generation(fault=ContextOverflow(), asked="hi")
    with pytest.raises(RunnerFailure) as failure:
        made.begin()
    assert failure.value.status == 400
    assert '"n_prompt_tokens":4097,"n_ctx":4096' in failure.value.text
    assert made.runners.busy == 0


def test_a_prompt_that_is_too_long_is_cut_or_refused() -> None:
    long = "word " * 3000
    assert generation(asked=long, num_ctx=512).begin().account.prompt_tokens == 258
    for allowed in ({"truncate": False}, {"shift": False}):
        made = generation(asked=long, num_ctx=512, **dict[str, Any](allowed))
        with pytest.raises(Refusal):
            made.begin()
        assert made.runners.busy == 0


@pytest.mark.parametrize(("shift", "text", "reason"), [(False, "Hello!", "length"), (True, "Hello! I'm fine.", "stop")])
def test_a_full_context_ends_an_answer_unless_it_moves_on(shift: bool, text: str, reason: str) -> None:
    made = generation(num_ctx=42, shift=shift).begin()
    assert (gather(made).text, made.account.reason) == (text, reason)


def test_an_answer_ends_after_ten_contexts() -> None:
    made = generation(asked="hi", num_ctx=4)
    made.answer = lambda model, asked: [Piece("x")] * 100
    made.begin()
    assert (len(gather(made).text), made.account.reason, made.account.tokens) == (40, "length", 40)


def test_the_next_one_waits_for_its_turn() -> None:
    first = generation().begin()
    second = generation(runners=first.runners, hangup=Client(left=True))
    with pytest.raises(ClientGone):
        second.begin()
    list(first)
    third = generation(runners=first.runners, hangup=Client())
    assert gather(third.begin()).text == "Hello! I'm fine."


def test_nothing_to_read_is_answered_with_nothing() -> None:
    made = generation()
    made.order = replace(made.order, conversation=Conversation((Turn("bogus", "hi"),)))
    assert gather(made.begin()).text == ""
    account = made.account
    assert (account.reason, account.tokens, account.prompt_tokens) == ("stop", 0, 0)
    assert (account.prompt_duration, account.eval_duration) == (0, 0)
