"""Framing readers, fed in every possible way of cutting a message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.http.framing import ChunkedFraming, CloseFraming, Framing, FramingError, LengthFraming, chunk
from tests.http.peers import splits


def feed(framing: Framing, pieces: list[bytes]) -> tuple[bytes, bytes]:
    """(raw, content) of all pieces; what follows the end of the message is left out."""
    raw = content = b""
    for piece in pieces:
        if framing.done:
            break
        found = framing.feed(piece)
        raw += found.raw
        content += found.content
    return raw, content


def test_a_body_of_known_length_ends_there_and_leaves_the_rest():
    framing = LengthFraming(5)
    assert feed(framing, [b"hel", b"lo, next"]) == (b"hello", b"hello")
    assert framing.done
    assert framing.surplus == b", next"


def test_an_empty_body_is_over_at_once():
    assert LengthFraming(0).done


def test_a_body_until_the_close_ends_with_it():
    framing = CloseFraming()
    assert feed(framing, [b"a", b"b"]) == (b"ab", b"ab")
    assert not framing.done
    assert framing.ends_at_eof()
    assert framing.done


@pytest.mark.parametrize("framing", [LengthFraming(5), ChunkedFraming()])
def test_a_body_with_an_announced_end_may_not_end_before_it(framing):
    framing.feed(b"5\r\nh")
    assert not framing.ends_at_eof()


CHUNKED = b'5\r\nhello\r\n06;name="value"\r\n world\r\n0;last\r\nX-T: 1\r\nx-u:\r\n\r\n'


@pytest.mark.parametrize("pieces", splits(CHUNKED + b"GET"))
def test_a_cut_anywhere_changes_nothing(pieces):
    framing = ChunkedFraming()
    raw, content = feed(framing, list(pieces))
    assert content == b"hello world"
    assert raw == CHUNKED[: CHUNKED.index(b"0;last")], "the last chunk and the trailers are kept back"
    assert framing.done
    assert framing.trailers == b"X-T: 1\r\nx-u:\r\n"
    assert framing.surplus in (b"GET", pieces[0][len(CHUNKED) :])


@given(
    st.lists(st.binary(min_size=1, max_size=40), max_size=6),
    st.lists(st.integers(min_value=1, max_value=9), min_size=1, max_size=40),
)
def test_content_survives_any_chunks_in_any_pieces(contents, sizes):
    message = b"".join(map(chunk, contents)) + b"0\r\n\r\n"
    pieces: list[bytes] = []
    position = 0
    while position < len(message):
        size = sizes[len(pieces) % len(sizes)]
        pieces.append(message[position : position + size])
        position += size
    framing = ChunkedFraming()
    raw, content = feed(framing, pieces)
    assert content == b"".join(contents)
    assert raw + b"0\r\n\r\n" == message
    assert framing.done
    assert not framing.surplus


@given(st.binary(max_size=60), st.integers(min_value=0, max_value=60))
def test_no_bytes_make_it_fail_otherwise_than_by_saying_so(data, cut):
    whole, split = ChunkedFraming(), ChunkedFraming()
    try:
        expected = feed(whole, [data])
    except FramingError:
        expected = None
    try:
        assert feed(split, [data[:cut], data[cut:]]) == expected
    except FramingError:
        assert expected is None


REFUSED = [
    b" 5\r\nhello\r\n",
    b"+5\r\nhello\r\n",
    b"-5\r\nhello\r\n",
    b"0x5\r\nhello\r\n",
    b"5_0\r\nhello\r\n",
    b"\r\nhello\r\n",
    b";a\r\nhello\r\n",
    b"5\nhello\n0\n\n",
    b"5;a\nb\r\nhello\r\n",
    b"5;a\rb\r\nhello\r\n",
    b"5 6\r\nhello\r\n",
    b"5\r\nhello0\r\n\r\n",
    b"5\r\nhello\n0\r\n\r\n",
    b"10000000000000000\r\n",
    b"5" + b";x" * 4000 + b"\r\n",
    b"zz\r\n",
    b"0\r\nno colon\r\n\r\n",
    b"0\r\n folded: 1\r\n\r\n",
    b"0\r\nX T: 1\r\n\r\n",
    b"0\r\nX-T: 1\n\r\n",
    b"0\r\nX-T: a\rb\r\n\r\n",
    b"0\r\n" + b"X-T: 1\r\n" * 4000,
]


@pytest.mark.parametrize("data", REFUSED, ids=lambda data: repr(data[:24]))
def test_malformed_chunks_are_refused_however_they_come(data):
    with pytest.raises(FramingError):
        feed(ChunkedFraming(), [data])
    with pytest.raises(FramingError):
        feed(ChunkedFraming(), [bytes([byte]) for byte in data])


@pytest.mark.parametrize(
    "line", [b"5", b"05", b"0000000000000005", b"00000000000000005", b"5\t", b"5 ", b"5;", b"5;a=b"]
)
def test_size_lines_that_the_reference_takes(line):
    framing = ChunkedFraming()
    assert feed(framing, [line + b"\r\nhello\r\n0\r\n\r\n"])[1] == b"hello"
    assert framing.done


def test_the_largest_size_is_taken():
    framing = ChunkedFraming()
    assert feed(framing, [b"7fffffffffffffff\r\nabc"])[1] == b"abc"
    assert not framing.done


def test_a_hopeless_size_line_is_refused_before_it_ends():
    with pytest.raises(FramingError):
        ChunkedFraming().feed(b"hello")
