"""A prompt and the context that it has to fit into."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.answer import Conversation, Turn
from agwctl.ollama.context import count, fit
from agwctl.ollama.refusal import Refusal, RunnerFailure


def talk(*turns: tuple[str, int]) -> Conversation:
    """Each turn is who speaks and how many words."""
    return Conversation(tuple(Turn(role, " ".join(["word"] * words)) for role, words in turns))


def kept(conversation: Conversation) -> list[tuple[str, int]]:
    return [(turn.role, len(turn.text.split())) for turn in conversation.turns]


def test_what_fits_stays_as_it_is() -> None:
    spoken = talk(("system", 3), ("user", 4))
    assert fit(spoken, 8) == (spoken, 7)


@pytest.mark.parametrize(("words", "context", "tokens"), [(3000, 512, 258), (9000, 2048, 1026), (9, 9, 6), (5, 4, 4)])
def test_a_single_prompt_is_cut_to_about_half(words: int, context: int, tokens: int) -> None:
    assert fit(talk(("user", words)), context)[1] == tokens


def test_more_or_less_of_its_beginning_may_be_kept() -> None:
    assert fit(talk(("user", 3000)), 512, num_keep=0)[1] == 256
    assert fit(talk(("user", 3000)), 512, num_keep=10**6)[1] == 512
    assert fit(talk(("user", 3000)), 512, num_keep=-5)[1] == 256


def test_the_oldest_turns_go_first() -> None:
    spoken = talk(("user", 5), ("assistant", 5), ("user", 5), ("assistant", 5), ("user", 5))
    conversation, tokens = fit(spoken, 14)
    assert kept(conversation) == [("assistant", 5), ("user", 5)]
    assert tokens == 10


def test_turns_of_the_system_and_the_last_one_stay() -> None:
    spoken = talk(("user", 5), ("system", 6), ("assistant", 5), ("user", 7))
    conversation, tokens = fit(spoken, 14)
    assert kept(conversation) == [("system", 6), ("user", 7)]
    assert tokens == 13
    assert kept(fit(spoken, 10)[0]) == [("system", 6), ("user", 7)]


def test_turns_of_nobody_known_are_not_read() -> None:
    conversation, tokens = fit(talk(("bogus", 5), ("user", 2)), 100)
    assert (kept(conversation), tokens) == ([("user", 2)], 2)


def test_cutting_may_be_forbidden() -> None:
    with pytest.raises(RunnerFailure) as failure:
        fit(talk(("user", 1500), ("user", 1556)), 512, truncate=False)
    assert failure.value.status == 400
    assert json.loads(failure.value.text) == {
        "error": {
            "code": 400,
            "message": "request (3056 tokens) exceeds the available context size (512 tokens), try increasing it",
            "type": "exceed_context_size_error",
            "n_prompt_tokens": 3056,
            "n_ctx": 512,
        }
    }


def test_moving_on_may_be_forbidden_but_turns_go_all_the_same() -> None:
    with pytest.raises(Refusal) as failure:
        fit(talk(("user", 3000)), 512, shift=False)
    assert not isinstance(failure.value, RunnerFailure)
    assert failure.value.status == 400
    assert failure.value.text.startswith("the prompt is longer than the context length currently available")
    assert fit(talk(("user", 600), ("user", 5)), 512, shift=False)[1] == 5


@given(
    st.lists(st.tuples(st.sampled_from(["system", "user", "assistant"]), st.integers(0, 40)), min_size=1),
    st.integers(4, 100),
)
def test_what_is_read_never_exceeds_the_context(turns: list[tuple[str, int]], context: int) -> None:
    spoken = talk(*turns)
    conversation, tokens = fit(spoken, context)
    assert tokens <= context
    assert conversation.turns[-1] == spoken.turns[-1]
    assert [turn for turn in spoken.turns if turn.role == "system"] == [
        turn for turn in conversation.turns if turn.role == "system"
    ]
    if count(spoken) < context:
        assert (conversation, tokens) == (spoken, count(spoken))
