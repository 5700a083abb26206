"""What the stand-in's models say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.answer import Conversation, gather, split, stand_in_answer
from agwctl.ollama.store import default_models
from tests.ollama.played import NOON

MODEL = default_models(NOON)[0]


@given(st.text())
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(split(text)) == text
    assert all(split(text))


def test_the_stand_in_says_that_it_is_one_and_repeats_the_question() -> None:
    text = gather(stand_in_answer(MODEL, Conversation.of("What \n is it?"))).text
    assert "stand-in" in text
    assert "llama3.2" in text
    assert '"What is it?"' in text
    assert len(gather(stand_in_answer(MODEL, Conversation.of("long " * 1000))).text) < 500
