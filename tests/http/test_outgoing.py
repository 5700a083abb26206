"""Requests as an upstream gets them, written into memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agwctl.http.dial import Origin
from agwctl.http.failure import BodyBroken, BodyTooLarge, UpstreamError
from agwctl.http.message import Headers, Upload
from agwctl.http.outgoing import NotSent, Outgoing
from agwctl.http.stream import MemoryStream

ORIGIN = Origin("127.0.0.1", 80)
HEAD = b"POST /p HTTP/1.1\r\n"


class Peer(MemoryStream):
    """Takes everything and says nothing."""

    def readable(self, patience: float) -> bool:
        return False


def written(fields: list[tuple[bytes, bytes]], body, length: int | None = None, origin: Origin = ORIGIN) -> bytes:
    stream = Peer()
    outgoing = Outgoing(origin, b"POST", b"/p", Headers(fields), body, length, None)
    assert outgoing.send(stream, None)
    return stream.sent


@pytest.mark.parametrize(
    ("fields", "body", "length", "expected"),
    [
        ([], b"", None, b"\r\n"),
        ([(b"content-length", b"0")], b"", None, b"content-length: 0\r\n\r\n"),
        ([(b"content-length", b"05"), (b"host", b"h")], b"hello", None, b"content-length: 05\r\nhost: h\r\n\r\nhello"),
        ([(b"Content-Length", b"9"), (b"host", b"h")], b"hello", None, b"Content-Length: 5\r\nhost: h\r\n\r\nhello"),
        ([(b"content-length", b"5")], b"", None, b"content-length: 0\r\n\r\n"),
        ([(b"host", b"h")], b"hello", None, b"host: h\r\ncontent-length: 5\r\n\r\nhello"),
        ([], [b"he", b"", b"llo"], 5, b"content-length: 5\r\n\r\nhello"),
        ([], [b"he", b"", b"llo"], None, b"transfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
        ([(b"content-length", b"5")], [], None, b"transfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        ([(b"transfer-encoding", b"gzip, chunked")], b"x", None, b"content-length: 1\r\n\r\nx"),
    ],
)
def test_framing_follows_from_the_body(fields, body, length, expected):
    assert written(fields, body if isinstance(body, bytes) else iter(body), length) == HEAD + expected


def test_an_old_upstream_gets_no_chunks():
    old = written([], iter([b"he", b"llo"]), None, ORIGIN._replace(version=b"1.0"))
    assert old == b"POST /p HTTP/1.0\r\ncontent-length: 5\r\n\r\nhello"


def test_what_is_collected_for_an_old_upstream_is_bounded():
    with pytest.raises(BodyTooLarge):
        written([], iter([b"x" * (1 << 20)] * 65), None, ORIGIN._replace(version=b"1.0"))


@pytest.mark.parametrize(("pieces", "said"), [([b"abcd", b"ef"], "longer"), ([b"ab", b"c"], "2 bytes short")])
def test_a_body_that_is_not_as_long_as_announced(pieces, said):
    with pytest.raises(UpstreamError, match=said):
        written([], iter(pieces), 5)


def test_a_body_that_is_broken_from_the_start_sends_nothing():
    def broken() -> Iterator[bytes]:
        raise BodyBroken
        yield b""

    with pytest.raises(UpstreamError) as caught:
        Outgoing(ORIGIN, b"POST", b"/p", Headers(), broken(), None, None)
    assert str(caught.value) == ("SendRequest: error from user's Body stream: error reading a body from connection")


class Failing(Peer):
    """Breaks at the write with that number."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.writes = 0
        self.at = at

    def write(self, data: bytes, **how) -> int:
        self.writes += 1
        if self.writes == self.at:
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(data, **how)


def test_a_request_that_was_not_taken_can_be_sent_elsewhere():
    outgoing = Outgoing(ORIGIN, b"POST", b"/p", Headers(), iter([b"a", b"b"]), None, None)
    with pytest.raises(NotSent):
        outgoing.send(Failing(1), None)
    stream = Peer()
    assert outgoing.send(stream, None)
    assert stream.sent.endswith(b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n")


def test_one_whose_body_is_half_gone_cannot():
    outgoing = Outgoing(ORIGIN, b"POST", b"/p", Headers(), iter([b"a", b"b"]), None, None)
    with pytest.raises(UpstreamError) as caught:
        outgoing.send(Failing(2), None)
    assert str(caught.value) == "SendRequest: Broken pipe (os error 32)"


def test_an_upstream_that_answers_early_ends_the_upload():
    class Talking(Peer):
        def readable(self, patience: float) -> bool:
            return b"a" in self.sent.partition(b"\r\n\r\n")[2]

    pieces = iter([b"x", b"a", b"never sent"])
    outgoing = Outgoing(ORIGIN, b"POST", b"/p", Headers(), pieces, None, None)
    assert not outgoing.send(Talking(), None)
    assert list(pieces) == [b"never sent"]


def test_the_deadline_is_the_bodys_too():
    body = Upload()
    Outgoing(ORIGIN, b"POST", b"/p", Headers(), body, None, 12.5)
    assert body.deadline == 12.5
