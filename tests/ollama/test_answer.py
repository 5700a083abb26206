"""Pieces and conversations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.answer import Conversation, Piece, ToolCall, Turn, Whole, awaited, gather, pieces_in, said, split
from agwctl.ollama.refusal import RunnerFailure


@given(st.text())
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(split(text)) == text
    assert all(split(text))
    assert pieces_in(text) == len(split(text))
    assert gather(said(text)).text == text


def test_a_whole_has_all_that_its_pieces_have() -> None:
    call = ToolCall("f", {}, "call_12345678")
    pieces = [Piece(thinking="h"), Piece(thinking="m"), Piece(), Piece("a"), Piece(" b"), Piece(call=call)]
    assert gather(pieces) == Whole("a b", "hm", [call])


@pytest.mark.parametrize(
    ("roles", "question"),
    [((), ""), (("user",), "0"), (("user", "assistant", "user", "tool"), "2"), (("system", "assistant"), "1")],
)
def test_the_question_is_what_the_user_said_last(roles: tuple[str, ...], question: str) -> None:
    turns = tuple(Turn(role, str(number)) for number, role in enumerate(roles))
    assert Conversation(turns).question == question


def test_what_comes_instead_of_the_first_piece_comes_at_once() -> None:
    def dead() -> Iterator[Piece]:
        raise RunnerFailure(500, "gone")
        yield Piece()

    def dying() -> Iterator[Piece]:
        yield Piece("a")
        raise RunnerFailure(500, "gone")

    with pytest.raises(RunnerFailure):
        awaited(dead())
    pieces = awaited(dying())
    assert next(pieces) == Piece("a")
    with pytest.raises(RunnerFailure):
        next(pieces)
    assert list(awaited([])) == []
