"""How a response is framed, and what a worker sends itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from agwctl.http.answer import Answer, refusal
from agwctl.http.failure import ClientGone, UpstreamError
from agwctl.http.message import Headers, Outcome, Request, Response
from agwctl.http.stream import MemoryStream

DATE = (b"date", b"today")


def answer(
    body, *fields: tuple[bytes, bytes], status: int = 200, method: bytes = b"GET", client: bytes = b"1.1",
    version: bytes = b"1.1", keep: bool = True,
) -> Answer:  # fmt: skip
    response = Response(status, Headers([*fields, DATE]), body, version=version)
    return Answer(Request(method, b"/", Headers(), version=client), response, keep_alive=keep)


def lines(made: Answer) -> list[str]:
    return made.head.decode().removesuffix("\r\n\r\n").split("\r\n")


PIECES: Iterator[bytes] = iter(())
LENGTH = (b"Content-Length", b"2")
FRAMES = {
    "bytes": (answer(b"ok"), ["HTTP/1.1 200 OK", "date: today", "content-length: 2"]),
    "bytes with a length": (answer(b"ok", LENGTH), ["HTTP/1.1 200 OK", "Content-Length: 2", "date: today"]),
    "bytes with a wrong length": (answer(b"oks", LENGTH), ["HTTP/1.1 200 OK", "Content-Length: 3", "date: today"]),
    "no bytes": (answer(b"", status=404), ["HTTP/1.1 404 Not Found", "date: today", "content-length: 0"]),
    "pieces": (answer(PIECES), ["HTTP/1.1 200 OK", "date: today", "transfer-encoding: chunked"]),
    "pieces with a length": (answer(PIECES, LENGTH), ["HTTP/1.1 200 OK", "Content-Length: 2", "date: today"]),
    "pieces for an old client": (answer(PIECES, client=b"1.0"), ["HTTP/1.0 200 OK", "date: today"]),
    "bytes for an old client": (
        answer(b"ok", client=b"1.0"),
        ["HTTP/1.0 200 OK", "date: today", "content-length: 2", "connection: keep-alive"],
    ),
    "bytes for an old client that leaves": (
        answer(b"ok", client=b"1.0", keep=False),
        ["HTTP/1.0 200 OK", "date: today", "content-length: 2"],
    ),
    "from an old upstream": (
        answer(b"ok", version=b"1.0"),
        ["HTTP/1.0 200 OK", "date: today", "content-length: 2", "connection: close"],
    ),
    "closing": (answer(b"", keep=False), ["HTTP/1.1 200 OK", "date: today", "content-length: 0", "connection: close"]),
    "the handler closes": (
        answer(b"", (b"Connection", b"Close")),
        ["HTTP/1.1 200 OK", "date: today", "content-length: 0", "connection: close"],
    ),
    "HEAD": (answer(b"", LENGTH, method=b"HEAD"), ["HTTP/1.1 200 OK", "Content-Length: 2", "date: today"]),
    "HEAD without a length": (answer(b"", method=b"HEAD"), ["HTTP/1.1 200 OK", "date: today"]),
    "HEAD with the body": (answer(b"ok", method=b"HEAD"), ["HTTP/1.1 200 OK", "date: today", "content-length: 2"]),
    "204": (answer(b"", LENGTH, status=204), ["HTTP/1.1 204 No Content", "date: today"]),
    "304": (answer(b"", LENGTH, status=304), ["HTTP/1.1 304 Not Modified", "Content-Length: 2", "date: today"]),
    "a coding of the handler's": (
        answer(b"ok", (b"Transfer-Encoding", b"gzip, chunked")),
        ["HTTP/1.1 200 OK", "date: today", "content-length: 2"],
    ),
}


@pytest.mark.parametrize(("made", "expected"), FRAMES.values(), ids=FRAMES)
def test_framing(made, expected):
    assert lines(made) == expected


def test_a_date_is_added_last():
    made = Answer(Request(b"GET", b"/", Headers()), Response(200, Headers([(b"x", b"1")])), keep_alive=True)
    assert lines(made)[-1].startswith("date: ")
    assert lines(made)[:3] == ["HTTP/1.1 200 OK", "x: 1", "content-length: 0"]


KEPT = (b"Connection", b"keep-alive")
EXACT = {
    "in chunks, for a client that leaves": (
        ((), PIECES, b"1.1", False),
        ["HTTP/1.1 200 OK", "Connection: close", "Transfer-Encoding: chunked"],
    ),
    "keep-alive where the handler has it": (
        ((KEPT, (b"X", b"1")), PIECES, b"1.1", True),
        ["HTTP/1.1 200 OK", "Connection: keep-alive", "X: 1", "Transfer-Encoding: chunked"],
    ),
    "keep-alive for a client that leaves": (
        ((KEPT, LENGTH), b"ok", b"1.1", False),
        ["HTTP/1.1 200 OK", "Content-Length: 2", "Connection: close"],
    ),
    "keep-alive for an old client": (
        ((KEPT, LENGTH), b"ok", b"1.0", True),
        ["HTTP/1.0 200 OK", "Content-Length: 2", "Connection: keep-alive"],
    ),
}


@pytest.mark.parametrize(("made", "expected"), EXACT.values(), ids=EXACT)
def test_framed_as_a_go_server_does_it(made, expected):
    fields, body, version, keep = made
    response = Response(200, Headers(fields), body, exact=True)
    request = Request(b"GET", b"/", Headers(), version=version)
    assert lines(Answer(request, response, keep_alive=keep)) == expected


def test_the_end_of_a_go_server_connection_may_end_the_body():
    response = Response(400, Headers(), b"no", close=True, exact=True)
    made = Answer(Request(b"GET", b"/", Headers()), response, keep_alive=False)
    assert lines(made) == ["HTTP/1.1 400 Bad Request", "Connection: close"]
    assert send(made, iter([b"no"])) == (True, b"no")


def test_a_body_that_only_the_end_delimits_ends_the_connection():
    assert not answer(PIECES, client=b"1.0").keep_alive
    assert answer(PIECES).keep_alive
    assert answer(PIECES, LENGTH, client=b"1.0").keep_alive


def send(made: Answer, body: Iterator[bytes]) -> tuple[bool, bytes]:
    stream = MemoryStream()
    complete = made.send(stream, body, 5)
    return complete, stream.sent.removeprefix(made.head)


def test_pieces_leave_as_chunks_and_empty_ones_do_not_end_the_body():
    made = answer(PIECES)
    assert send(made, iter([b"hello", b"", b"x" * 20])) == (
        True,
        b"5\r\nhello\r\n14\r\n" + b"x" * 20 + b"\r\n0\r\n\r\n",
    )
    assert made.outcome.complete
    assert made.outcome.body_bytes == 25
    assert made.outcome.first_byte is not None


def test_pieces_with_a_length_leave_as_they_are():
    assert send(answer(PIECES, LENGTH), iter([b"o", b"k"])) == (True, b"ok")


@pytest.mark.parametrize(("pieces", "sent"), [([b"o"], b"o"), ([b"o", b"kay"], b"o")])
def test_a_body_of_another_length_than_announced_ends_short(pieces, sent):
    made = answer(PIECES, LENGTH)
    assert send(made, iter(pieces)) == (False, sent)
    assert made.outcome.error


def broken(error: Exception) -> Iterator[bytes]:
    yield b"hello"
    raise error


def test_a_body_that_breaks_off_has_no_last_chunk():
    made = answer(PIECES)
    assert send(made, broken(UpstreamError("Response", "gone"))) == (False, b"5\r\nhello\r\n")
    assert made.outcome.error == "Response: gone"
    assert not made.outcome.complete


def test_a_bug_in_a_body_is_shown_and_ends_it_short(monkeypatch):
    shown = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: shown.append(error))
    assert send(answer(PIECES), broken(KeyError("x"))) == (False, b"5\r\nhello\r\n")
    assert len(shown) == 1


def test_a_client_that_left_ends_what_makes_the_body():
    ended = []

    def pieces() -> Iterator[bytes]:
        try:
            yield b"a"
            yield b"b"
        finally:
            ended.append(True)

    made, stream = answer(PIECES), MemoryStream()
    stream.closed = True
    with pytest.raises(ClientGone):
        made.send(stream, pieces(), 5)
    assert ended
    assert made.outcome.client_gone


def test_no_piece_is_asked_for_without_a_body():
    made = answer(PIECES, method=b"HEAD")
    assert send(made, broken(AssertionError())) == (True, b"")


def test_whoever_made_the_response_is_told_and_cannot_break_it(monkeypatch):
    shown: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: shown.append(error))
    told: list[Outcome] = []
    response = Response(200, on_end=told.append)
    Answer(Request(b"GET", b"/", Headers()), response, keep_alive=True).finish()
    assert len(told) == 1
    response.on_end = lambda outcome: 1 / 0  # type: ignore[assignment]
    Answer(Request(b"GET", b"/", Headers()), response, keep_alive=True).finish()
    assert len(shown) == 1


def test_a_refusal_is_as_recorded():
    first, *fields = refusal(400).decode().split("\r\n")
    assert first == "HTTP/1.1 400 Bad Request"
    assert fields[:2] == ["connection: close", "content-length: 0"]
