"""Bodies and lines, however they are cut into pieces, and never more than is allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.ollama.failures import NotOllama
from agwctl.ollama.received import lines, whole

PIECES = st.lists(st.text("a \n\r\u2028", max_size=5).map(str.encode))


@given(PIECES)
def test_lines_do_not_depend_on_the_pieces(pieces) -> None:
    text = b"".join(pieces)
    assert list(lines(pieces, "")) == [line for line in text.split(b"\n") if line.strip()]
    assert whole(pieces, "") == text


def test_a_line_without_an_end_is_not_kept_in_memory() -> None:
    with pytest.raises(NotOllama, match="token too long"):
        list(lines(iter(lambda: b"x" * 1000, b""), "http://a", 5000))


def test_a_body_without_an_end_is_not_kept_in_memory() -> None:
    with pytest.raises(NotOllama, match="larger than 1 MiB"):
        whole(iter(lambda: b"x" * 1000, b""), "http://a", 2**20)


def test_a_long_line_in_many_pieces() -> None:
    pieces = [b"x" * 64] * 100_000
    assert [len(line) for line in lines([*pieces, b"\n"], "")] == [6_400_000]
