"""Made-up probabilities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.answer import Piece
from agwctl.ollama.logprobs import logprobs


@given(st.text(min_size=1), st.integers(0, 20))
def test_the_token_is_the_likeliest_of_as_many_as_asked_for(token: str, top: int) -> None:
    (entry,) = logprobs(Piece(token), top)
    assert entry["token"] == token
    assert entry["logprob"] < 0
    assert bytes(entry["bytes"]) == token.encode("utf-8", "replace")
    others = entry.get("top_logprobs", [])
    assert len(others) == top
    assert [each["logprob"] for each in others] == sorted((each["logprob"] for each in others), reverse=True)
    assert len({each["token"] for each in others}) == top
    assert all(each["token"] == token for each in others[:1])


def test_the_same_every_time_and_another_for_another_seed() -> None:
    assert logprobs(Piece("a"), 2, 1) == logprobs(Piece("a"), 2, 1)
    assert logprobs(Piece("a"), 2, 1) != logprobs(Piece("a"), 2, 2)


@pytest.mark.parametrize(("piece", "tokens"), [(Piece(), 0), (Piece(thinking="hm"), 1)])
def test_only_tokens_that_are_told(piece: Piece, tokens: int) -> None:
    assert len(logprobs(piece, 0)) == tokens
