"""Request bodies as transcripts: what the client sends is a list, what it gets is in the stream."""

from __future__ import annotations

import time

import pytest

from agwctl.http.failure import BodyBroken, ClientGone, DeadlineExceeded, DownstreamError
from agwctl.http.framing import ChunkedFraming, Framing, LengthFraming
from agwctl.http.stream import MemoryStream
from agwctl.http.upload import StreamUpload
from tests.http.test_stream import tcp_pair

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def upload(
    framing: Framing, sent: list[bytes], buffered: bytes = b"", *, expects: bool = False, strict: bool = False
) -> tuple[StreamUpload, MemoryStream, bytearray]:
    stream, buffer = MemoryStream(sent), bytearray(buffered)
    body = StreamUpload(stream, buffer, framing, expects_continue=expects, patience=5, strict=strict)
    return body, stream, buffer


def test_what_was_read_ahead_comes_first_and_what_follows_goes_back():
    body, stream, buffer = upload(LengthFraming(8), [b"lo, ", b"GET / next"], b"hel")
    assert list(body) == [b"hel", b"lo, ", b"G"]
    assert body.done
    assert bytes(buffer) == b"ET / next"
    assert stream.sent == b""
    assert list(body) == []


def test_chunks_come_without_their_framing():
    body, _, buffer = upload(ChunkedFraming(), [b"5\r\nhel", b"lo\r\n", b"0\r\nX: 1\r\n\r\nGET"])
    assert b"".join(body) == b"hello"
    assert bytes(buffer) == b"GET"


def test_the_client_is_told_to_continue_when_the_body_is_wanted():
    body, stream, _ = upload(LengthFraming(2), [b"ok"], expects=True)
    assert stream.sent == b""
    assert next(body) == b"ok"
    assert list(body) == []
    assert stream.sent == CONTINUE


@pytest.mark.parametrize("strict", [True, False])
def test_broken_chunks(strict):
    body, _, _ = upload(ChunkedFraming(), [b"5\r\nhello\r\nzz\r\n"], strict=strict)
    with pytest.raises(DownstreamError if strict else BodyBroken):
        next(body)
    assert body.broken
    assert not body.skip(0)


def test_what_is_there_is_looked_at_before_any_of_it_is_given():
    body, _, _ = upload(ChunkedFraming(), [], b"5\r\nhello\r\nzz\r\n", strict=True)
    with pytest.raises(DownstreamError):
        next(body)


def test_a_client_that_ends_inside_its_body_is_gone():
    body, _, _ = upload(LengthFraming(10), [b"hello"])
    assert next(body) == b"hello"
    with pytest.raises(ClientGone):
        next(body)


def test_a_deadline_ends_the_wait_for_more():
    stream, far = tcp_pair()
    body = StreamUpload(stream, bytearray(), LengthFraming(5), expects_continue=False, patience=5, strict=True)
    body.deadline = time.monotonic() + 0.03
    with pytest.raises(DeadlineExceeded):
        next(body)
    body = StreamUpload(stream, bytearray(), LengthFraming(5), expects_continue=False, patience=0.03, strict=True)
    with pytest.raises(DownstreamError) as caught:
        next(body)
    assert caught.value.status == 408
    stream.close()
    far.close()


def test_a_short_rest_is_skipped():
    body, _, buffer = upload(LengthFraming(12), [b"o, ", b"worldGET"], b"hell")
    assert body.worth_skipping()
    assert body.skip(1)
    assert bytes(buffer) == b"GET"


def test_a_long_rest_is_not():
    body, stream, _ = upload(LengthFraming(1 << 20), [b"x" * 50_000] * 20)
    assert not body.worth_skipping()
    assert not body.skip(1)
    assert len(stream.incoming) > 10


def test_nothing_is_skipped_that_the_client_holds_back():
    body, stream, _ = upload(LengthFraming(5), [b"hello"], expects=True)
    assert not body.worth_skipping()
    assert not body.skip(1)
    assert stream.sent == b""


def test_skipping_does_not_wait_without_being_told_to():
    stream, far = tcp_pair()
    body = StreamUpload(stream, bytearray(b"he"), LengthFraming(5), expects_continue=False, patience=5, strict=True)
    started = time.monotonic()
    assert not body.skip(0)
    assert time.monotonic() - started < 0.5
    far.sendall(b"llo")
    assert body.skip(1)
    stream.close()
    far.close()
