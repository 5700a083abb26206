"""What goes out for what comes in: every pairing of an upstream's framing with a client's."""

from __future__ import annotations

import pytest

from tests.http.peers import STREAM, Visit, answering, eventually, get

CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
EVENT = b"data: 1\n\n"


def sending(*pieces: bytes):
    """Answer one request in these pieces, then close."""

    def script(visit: Visit) -> None:
        visit.read_request()
        for piece in pieces:
            visit.send(piece)

    return script


def test_chunks_go_through_untouched(proxy, client):
    body = b"5;name=value\r\nhello\r\n0006\r\n world\r\n"
    serving, _, _ = proxy(answering(CHUNKED + body + b"0\r\n\r\n"))
    connection = client(serving)
    connection.send(get())
    assert b"transfer-encoding: chunked\r\n" in connection.until(b"\r\n\r\n")
    assert connection.until(b"0\r\n\r\n") == body + b"0\r\n\r\n"


@pytest.mark.parametrize(("te", "trailers"), [("X: 1", b""), ("TE: trailers", b"x-t: 1\r\nX-U: 2\r\n")])
def test_trailers_reach_only_a_client_that_asked_for_them(proxy, client, te, trailers):
    serving, _, _ = proxy(answering(CHUNKED + b"5\r\nhello\r\n0\r\nx-t: 1\r\nX-U: 2\r\n\r\n"))
    connection = client(serving)
    reply = connection.ask(get("/", te))
    assert (reply.body, reply.trailers, reply.complete) == (b"hello", trailers, True)
    assert connection.ask(get("/", te)).body == b"hello"


FRAMES = {
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
    "chunks": CHUNKED + b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
    "close": b"HTTP/1.1 200 OK\r\n\r\nhello world",
    "old with length": b"HTTP/1.0 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
    "old until close": b"HTTP/1.0 200 OK\r\n\r\nhello world",
}


@pytest.mark.parametrize("version", ["1.1", "1.0"])
@pytest.mark.parametrize("answer", FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize("split", [1, 60, 10_000])
def test_every_framing_reaches_every_client(proxy, client, answer, version, split):
    pieces = [answer[index : index + split] for index in range(0, len(answer), split)]
    serving, _, handler = proxy(sending(*pieces))
    reply = client(serving).ask(get(version=version))
    assert (reply.body, reply.complete) == (b"hello world", True)
    old = version == "1.0" or answer.startswith(b"HTTP/1.0")
    assert reply.version == ("HTTP/1.0" if old else "HTTP/1.1")
    if b"Content-Length" in answer:
        assert ("Content-Length", "11") in reply.headers
    else:
        assert reply["transfer-encoding"] == (None if old else "chunked")
    eventually(lambda: handler.ended)
    outcome = handler.ended[0]
    assert (outcome.complete, outcome.body_bytes, outcome.tail) == (True, 11, b"hello world")
    assert outcome.first_byte is not None


def test_content_without_its_length_is_sent_in_chunks_as_it_comes(proxy, client):
    def script(visit: Visit) -> None:
        visit.read_request()
        visit.send(b"HTTP/1.1 200 OK\r\ncontent-length: 18\r\n\r\n")
        visit.send(EVENT)
        visit.sock.settimeout(0.05)
        with pytest.raises(TimeoutError):
            visit.sock.recv(1)
        visit.send(EVENT)

    serving, _, handler = proxy(script)
    handler.event_stream = True
    handler.dropped = b"content-length"
    connection = client(serving)
    connection.send(get())
    head = connection.until(b"\r\n\r\n")
    assert b"transfer-encoding: chunked" in head
    assert b"content-length" not in head
    assert connection.until(b"0\r\n\r\n") == b"9\r\ndata: 1\n\n\r\n9\r\ndata: 1\n\n\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\nhello world",
        CHUNKED + b"5\r\nhello\r\n6\r\n worl",
        CHUNKED + b"5\r\nhello\r\n6\r\n world\r\n",
        CHUNKED + b"5\r\nhello\r\n6\r\n world\r\n0\r\n",
        CHUNKED + b"5\r\nhello\r\nzz\r\n",
    ],
)
@pytest.mark.parametrize("split", [50, 10_000])
def test_a_body_that_breaks_off_reaches_the_client_visibly_short(proxy, client, answer, split):
    pieces = [answer[index : index + split] for index in range(0, len(answer), split)]
    serving, _, handler = proxy(sending(*pieces))
    reply = client(serving).ask(get())
    assert reply.status == 200
    assert not reply.complete
    eventually(lambda: handler.ended)
    assert handler.ended[0].error
    assert not handler.ended[0].client_gone


@pytest.mark.parametrize("framing", ["chunks", "length", "close"])
@pytest.mark.parametrize(
    ("content", "complete"),
    [
        (EVENT * 2, True),
        (EVENT + b"data: 2\n", False),
        (EVENT + b"data: 2", False),
        (b'{"error":"x"}\n', True),
        (b'{"error":"x"}', False),
        (b"", True),
    ],
)
def test_a_stream_that_ends_inside_an_event_is_cut(proxy, client, framing, content, complete):
    if framing == "chunks":
        pieces = [STREAM, *(b"1\r\n%c\r\n" % byte for byte in content), b"0\r\n\r\n"]
    elif framing == "length":
        pieces = [b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(content), content]
    else:
        pieces = [b"HTTP/1.1 200 OK\r\n\r\n", content]
    serving, _, handler = proxy(sending(*pieces))
    handler.event_stream = True
    handler.dropped = b"content-length"
    reply = client(serving).ask(get())
    assert (reply.status, reply.complete, reply.body) == (200, complete, content)
    eventually(lambda: handler.ended)
    assert handler.ended[0].complete is complete


def test_only_the_end_of_a_long_body_is_kept(proxy, client):
    content = b"".join(b"%07d\n" % number for number in range(20_000))
    serving, _, handler = proxy(sending(b"HTTP/1.1 200 OK\r\n\r\n", content))
    reply = client(serving).ask(get())
    assert reply.body == content
    eventually(lambda: handler.ended)
    outcome = handler.ended[0]
    assert outcome.body_bytes == len(content)
    assert content.endswith(outcome.tail)
    assert 4096 <= len(outcome.tail) <= 16_384


def test_a_response_without_a_body_passes_its_length(proxy, client):
    serving, scripted, _ = proxy(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 34\r\n\r\n"))
    connection = client(serving)
    for _ in range(2):
        reply = connection.ask(get().replace(b"GET", b"HEAD"), b"HEAD")
        assert (reply["content-length"], reply["transfer-encoding"]) == ("34", None)
    assert len(scripted.visits) == 1
