"""An answer is read alike however it is cut into pieces, and no piece of nonsense is waited for."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.doctor.facts.network import Trouble
from agwctl.doctor.wire.peer import Broken
from agwctl.doctor.wire.reception import HEAD_LIMIT, Reception

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ANSWERS = [
    (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", b"abc"),
    (b"HTTP/1.0 200\nContent-Type: a\n\nabc", b"abc"),
    (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", b"abc"),
    (CHUNKED + b"2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n", b"abc"),
]


def received(pieces: Iterable[bytes], limit: int = 65_536) -> Reception:
    source = iter([*pieces, b""])
    reception = Reception(limit=limit)
    reception.read(lambda: next(source))
    return reception


@given(st.sampled_from(ANSWERS), st.data())
def test_cuts_make_no_difference(case, data):
    text, body = case
    cuts = sorted(data.draw(st.sets(st.integers(1, len(text) - 1))))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    reception = received(pieces)
    assert (reception.status, bytes(reception.body)) == (200, body)


@given(st.binary(max_size=200))
def test_any_bytes_end(text):
    try:
        assert received([text]).status
    except Broken as broken:
        assert broken.problem and broken.trouble


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        (b"H", Trouble.CLOSED),
        (b"HTTP/1.1 twohundred\r\n\r\n", Trouble.FOREIGN),
        (b"HTTP/1.1 2000 OK\r\n\r\n", Trouble.FOREIGN),
        (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", Trouble.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1_0\r\n\r\n", Trouble.MALFORMED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 19 + b"\r\n\r\n", Trouble.MALFORMED),
        (CHUNKED + b"-1\r\n", Trouble.MALFORMED),
        (CHUNKED + b"1_0\r\n", Trouble.MALFORMED),
        (CHUNKED + b"\r\n", Trouble.MALFORMED),
        (CHUNKED + b"3\r\nab", Trouble.CLOSED),
        (CHUNKED + b"1\r\na\r\n" * (HEAD_LIMIT // 5), Trouble.TOO_LONG),
    ],
)
def test_what_is_not_an_answer(text, trouble):
    with pytest.raises(Broken) as broken:
        received([text])
    assert broken.value.trouble is trouble


def test_what_does_not_begin_like_http_is_not_read_on():
    def receive() -> bytes:
        assert not pieces or pieces == [b"x"]
        return pieces.pop()

    pieces = [b"x"]
    with pytest.raises(Broken):
        Reception(limit=9).read(receive)


def test_each_piece_of_the_body_is_told_as_it_comes():
    source = iter([CHUNKED, b"2\r\nab\r\n1\r\nc", b"\r\n2\r\nd", b"e\r\n0\r\n\r\n"])
    heard: list[bytes] = []
    reception = Reception(limit=4, heard=heard.append)
    with pytest.raises(Broken):
        reception.read(lambda: next(source))
    assert (heard, bytes(reception.body)) == ([b"ab", b"c", b"d"], b"abcd")
