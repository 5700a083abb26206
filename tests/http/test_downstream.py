"""Client connections over real sockets: keep-alive, pipelining, bodies read and unread, refusals."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator

import pytest

from agwctl.http.failure import BodyBroken, ClientGone, DeadlineExceeded, DownstreamError, UpstreamError
from agwctl.http.message import Headers, Outcome, Request, Response
from tests.http.peers import PATIENCE, PROMPTLY, eventually, get, post


def echo(request: Request) -> Response:
    """Says what it got; `/unread` does not read the body."""
    body = b"" if request.target == b"/unread" else request.read()
    text = b"%b %b %b|%b" % (request.method, request.target, request.version, body)
    return Response(200, Headers([(b"X-Case", b"kept")]), text)


def test_requests_follow_one_another(serve, client):
    connection = client(serve(echo))
    for number in range(3):
        reply = connection.ask(get(f"/{number}"))
        assert (reply.status, reply.body) == (200, b"GET /%d 1.1|" % number)
        assert reply.headers[0] == ("X-Case", "kept")
        assert reply["connection"] is None


def test_what_a_handler_is_told(serve, client):
    seen: list[Request] = []

    def handler(request: Request) -> Response:
        seen.append(request)
        return Response(200)

    serving = serve(handler)
    connection = client(serving)
    started = time.monotonic()
    connection.ask(b"PUT /p?q HTTP/1.1\r\nHost: a.test\r\nX-A: b\r\nContent-Length: 0\r\n\r\n")
    (request,) = seen
    assert (request.method, request.target, request.version) == (b"PUT", b"/p?q", b"1.1")
    assert list(request.headers) == [(b"host", b"a.test"), (b"x-a", b"b"), (b"content-length", b"0")]
    assert (request.has_body, request.content_length) == (False, 0)
    assert request.peer == connection.sock.getsockname()
    assert request.local_port == serving.port
    assert started <= request.started <= time.monotonic()
    assert request.hangup is not None
    assert not request.hangup.gone()


def test_the_spelling_of_names_can_be_preserved(serve, client):
    seen: list[Request] = []

    def handler(request: Request) -> Response:
        seen.append(request)
        return Response(200)

    client(serve(handler, preserve_case=True)).ask(get("/", "X-MiXeD: 1"))
    assert list(seen[0].headers) == [(b"Host", b"a.test"), (b"X-MiXeD", b"1")]


def test_pipelined_requests_are_answered_in_order(serve, client):
    connection = client(serve(echo))
    connection.send(post(b"one") + get("/2") + post(b"three") + get("/4", "Connection: close") + get("/never"))
    assert [connection.reply().body for _ in range(4)] == [
        b"POST / 1.1|one",
        b"GET /2 1.1|",
        b"POST / 1.1|three",
        b"GET /4 1.1|",
    ]
    assert connection.rest() == b""


@pytest.mark.parametrize(
    ("request_line", "reply_version", "connection_field", "open_after"),
    [
        (get(), "HTTP/1.1", None, True),
        (get("/", "Connection: close"), "HTTP/1.1", "close", False),
        (get(version="1.0"), "HTTP/1.0", None, False),
        (get("/", "Connection: keep-alive", version="1.0"), "HTTP/1.0", "keep-alive", True),
    ],
)
def test_connections_persist_as_their_version_asks(
    serve, client, request_line, reply_version, connection_field, open_after
):
    connection = client(serve(echo))
    reply = connection.ask(request_line)
    assert (reply.version, reply["connection"]) == (reply_version, connection_field)
    if open_after:
        assert connection.ask(request_line).status == 200
    else:
        assert connection.rest() == b""


@pytest.mark.parametrize("sent", ["at once", "byte by byte"])
def test_bodies_arrive_whole(serve, client, sent):
    connection = client(serve(echo))
    chunked = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    for request, expected in ((post(b"hello"), b"hello"), (chunked, b"hello world")):
        for piece in [request] if sent == "at once" else [bytes([byte]) for byte in request]:
            connection.send(piece)
        assert connection.reply().body == b"POST / 1.1|" + expected


def test_a_large_body_is_read_in_pieces(serve, client):
    sizes: list[int] = []

    def count(request: Request) -> Response:
        sizes.extend(len(piece) for piece in request.body)
        return Response(200)

    body = b"x" * (4 << 20)
    assert client(serve(count)).ask(post(body)).status == 200
    assert sum(sizes) == len(body)
    assert max(sizes) <= 65_536


def test_the_client_is_told_to_continue_only_if_its_body_is_read(serve, client):
    serving = serve(echo)
    connection = client(serving)
    expecting = b"POST %b HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    connection.send(expecting % b"/")
    assert connection.until(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.send(b"hello")
    assert connection.reply().body == b"POST / 1.1|hello"
    reply = connection.ask(expecting % b"/unread")
    assert (reply.status, reply["connection"]) == (200, "close")
    assert connection.rest() == b""


def test_a_short_unread_body_does_not_cost_the_connection(serve, client):
    connection = client(serve(echo))
    for _ in range(2):
        request = b"POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
        connection.send(request)
        time.sleep(0.02)
        connection.send(b"hello" + get("/next"))
        reply = connection.reply()
        assert (reply.body, reply["connection"]) == (b"POST /unread 1.1|", None)
        assert connection.reply().body == b"GET /next 1.1|"


def test_a_long_unread_body_does_and_the_reply_arrives(serve, client):
    connection = client(serve(echo))
    connection.send(b"POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n")
    reply = connection.reply()
    assert (reply.body, reply["connection"]) == (b"POST /unread 1.1|", "close")
    connection.send(b"x" * 100_000)  # thrown away, not answered with a reset that could take the reply away
    assert connection.rest() == b""


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400),
        (b"\x16\x03\x01\x00\x05", 400),
        (b"GET /" + b"a" * 65_534 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * 100 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 460_000, 431),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_refused_request_gets_a_bare_status_and_no_handler(serve, client, request_bytes, status):
    def handler(request: Request) -> Response:
        raise AssertionError("asked")

    connection = client(serve(handler))
    connection.send(request_bytes + get("/smuggled"))
    reply = connection.reply()
    assert (reply.status, reply.body, reply.complete) == (status, b"", True)
    assert (reply["connection"], reply["content-length"]) == ("close", "0")
    assert reply["date"]
    assert connection.rest() == b""


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (DownstreamError(413, "too much"), 413, b""),
        (BodyBroken(), 400, b""),
        (UpstreamError("Connect", "no"), 503, b"upstream call failed: Connect: no"),
        (DeadlineExceeded(), 504, b"request timeout"),
    ],
)
def test_what_a_handler_leaves_to_the_server(serve, client, error, status, body):
    def handler(request: Request) -> Response:
        raise error

    reply = client(serve(handler)).ask(get())
    assert (reply.status, reply.body) == (status, body)


def test_a_bug_in_a_handler_fails_one_request(serve, client, monkeypatch):
    shown = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: shown.append(error))

    def handler(request: Request) -> Response:
        if request.target == b"/bug":
            raise KeyError("bug")
        return Response(200, Headers([(b"x", b"a\r\nb: c")] if request.target == b"/split" else []))

    serving = serve(handler)
    assert client(serving).ask(get("/bug")).status == 500
    assert client(serving).ask(get("/split")).status == 500
    assert client(serving).ask(get("/")).status == 200
    assert [type(error) for error in shown] == [KeyError, ValueError]


def test_a_client_that_left_gets_nothing(serve, client):
    def handler(request: Request) -> Response:
        raise ClientGone

    assert client(serve(handler)).ask(get()).status == 0


def test_strict_framing_answers_broken_chunks_itself(serve, client):
    broken = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + get("/smuggled")
    connection = client(serve(echo, strict_framing=True))
    reply = connection.ask(broken)
    assert (reply.status, reply["connection"]) == (400, "close")
    assert connection.rest() == b""


def test_ambiguous_framing_is_refused_or_ends_the_connection(serve, client):
    both = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    connection = client(serve(echo, strict_framing=True))
    assert connection.ask(both + get("/smuggled")).status == 400
    assert connection.rest() == b""
    connection = client(serve(echo, strict_framing=False))
    reply = connection.ask(both + get("/smuggled"))
    assert (reply.body, reply["connection"]) == (b"POST / 1.1|", "close")
    assert connection.rest() == b""


def test_a_response_in_pieces_leaves_piece_by_piece(serve, client):
    step = threading.Semaphore(0)

    def pieces() -> Iterator[bytes]:
        for piece in (b"one", b"two"):
            step.acquire(timeout=PATIENCE)
            yield piece

    connection = client(serve(lambda request: Response(200, body=pieces())))
    connection.send(get())
    connection.until(b"\r\n\r\n")
    for piece in (b"3\r\none\r\n", b"3\r\ntwo\r\n"):
        step.release()
        assert connection.until(piece) == piece
    assert connection.until(b"0\r\n\r\n") == b"0\r\n\r\n"


def test_a_client_that_hangs_up_ends_what_makes_its_body(serve, client):
    ended: list[float] = []
    outcomes: list[Outcome] = []

    def pieces() -> Iterator[bytes]:
        try:
            while True:
                time.sleep(0.005)
                yield b"x"
        finally:
            ended.append(time.monotonic())

    connection = client(serve(lambda request: Response(200, body=pieces(), on_end=outcomes.append)))
    connection.send(get())
    connection.until(b"x")
    connection.close()
    assert eventually(lambda: ended) < PROMPTLY
    eventually(lambda: outcomes)
    assert outcomes[0].client_gone
    assert not outcomes[0].complete


def test_a_head_that_takes_too_long_is_given_up(serve, client):
    connection = client(serve(echo, head_timeout=0.2))
    started = time.monotonic()
    try:
        for byte in get("/slow" + "w" * 1000):
            connection.send(bytes([byte]))
            time.sleep(0.01)
    except OSError:
        pass  # closed while we sent
    assert time.monotonic() - started < 5
    assert connection.rest() == b""


def test_a_slow_head_keeps_no_thread(serve, client):
    serving = serve(echo, threads=1)
    slow = client(serving)
    slow.send(b"GET /slow HT")
    time.sleep(0.1)
    assert client(serving).ask(get("/quick")).body == b"GET /quick 1.1|"
    slow.send(b"TP/1.1\r\nHost: a\r\n\r\n")
    assert slow.reply().body == b"GET /slow 1.1|"


def test_a_large_reply_to_a_slow_reader_keeps_no_thread(serve, client):
    body = b"x" * (12 << 20)
    outcomes: list[Outcome] = []
    handled: list[bytes] = []

    def handler(request: Request) -> Response:
        handled.append(request.target)
        return Response(200, body=body if request.target == b"/big" else b"small", on_end=outcomes.append)

    serving = serve(handler, threads=1)
    slow = client(serving)
    slow.send(get("/big") + get("/after"))
    eventually(lambda: handled)
    time.sleep(0.02)
    assert client(serving).ask(get("/other")).body == b"small"
    assert slow.reply().body == body
    assert slow.reply().body == b"small"
    eventually(lambda: len(outcomes) == 3)
    assert all(outcome.complete for outcome in outcomes)
