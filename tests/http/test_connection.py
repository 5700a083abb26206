"""Message heads through h11, in both roles, and back to bytes."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

import pytest

from agwctl.http.connection import (
    http_date,
    parse_request,
    parse_response,
    request_bytes,
    response_bytes,
)
from agwctl.http.failure import DownstreamError, UpstreamError
from agwctl.http.framing import ChunkedFraming, CloseFraming, LengthFraming
from agwctl.http.message import Headers
from agwctl.http.screen import Head, take_response


def response(data: bytes, method: bytes = b"GET"):
    head = take_response(bytearray(data))
    assert head is not None
    return parse_response(head, method)


def test_names_are_lowered_unless_case_is_preserved():
    head = Head(b"GET / HTTP/1.1\r\nHost: a\r\nX-Mixed: V\r\n\r\n")
    assert list(parse_request(head).headers) == [(b"host", b"a"), (b"x-mixed", b"V")]
    assert list(parse_request(head, preserve_case=True).headers) == [(b"Host", b"a"), (b"X-Mixed", b"V")]


@pytest.mark.parametrize(
    ("line", "version", "kept"),
    [
        ("X: 1", "1.1", True),
        ("Connection: close", "1.1", False),
        ("Connection: a ,CLOSE", "1.1", False),
        ("Connection: closed", "1.1", True),
        ("X: 1", "1.0", False),
        ("Connection: keep-alive", "1.0", True),
        ("Connection: keep-alive, close", "1.0", False),
    ],
)
def test_whether_a_connection_persists(line, version, kept):
    assert parse_request(Head(f"GET / HTTP/{version}\r\nHost: a\r\n{line}\r\n\r\n".encode())).keep_alive is kept


def test_ambiguous_framing_ends_the_connection():
    assert not parse_request(Head(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", close=True)).keep_alive


@pytest.mark.parametrize(("version", "expects"), [("1.1", True), ("1.0", False)])
def test_who_waits_for_100_continue(version, expects):
    data = f"POST / HTTP/{version}\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\n".encode()
    assert parse_request(Head(data)).expects_continue is expects


def test_what_h11_refuses_is_a_400():
    with pytest.raises(DownstreamError) as caught:
        parse_request(Head(b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n"))
    assert caught.value.status == 400


HEAD = b"HTTP/1.1 200 OK\r\nX-MiXeD: VaLue\r\n"


@pytest.mark.parametrize(
    ("fields", "method", "framing", "kept"),
    [
        (b"Content-Length: 5\r\n", b"GET", LengthFraming, True),
        (b"Transfer-Encoding: chunked\r\n", b"GET", ChunkedFraming, True),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"GET", ChunkedFraming, True),
        (b"", b"GET", CloseFraming, False),
        (b"Connection: close\r\nContent-Length: 5\r\n", b"GET", LengthFraming, False),
        (b"Transfer-Encoding: chunked\r\n", b"HEAD", LengthFraming, True),
    ],
)
def test_how_a_response_body_is_framed(fields, method, framing, kept):
    head = response(HEAD + fields + b"\r\n", method)
    assert isinstance(head.framing, framing)
    assert head.keep_alive is kept
    assert head.framing.done is (method == b"HEAD")
    assert head.headers.items[0] == (b"X-MiXeD", b"VaLue")


@pytest.mark.parametrize("status", [204, 304])
def test_responses_that_have_no_body(status):
    assert response(b"HTTP/1.1 %d X\r\nContent-Length: 5\r\n\r\n" % status).framing.done


def test_a_response_head_in_parts_with_1xx_before_it():
    data = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.0 299 Odd thing\r\n\r\nbody"
    buffer = bytearray()
    for byte in data[:-5]:
        buffer.append(byte)
        assert take_response(buffer) is None
    buffer += data[-5:]
    found = take_response(buffer)
    assert found is not None
    head = parse_response(found, b"GET")
    assert (head.status, head.reason, head.version) == (299, b"Odd thing", b"1.0")
    assert bytes(buffer) == b"body"


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"\x15\x03\x01\x00\x02\x02\x16", "invalid HTTP version parsed"),
        (b"HTTP/2 200\r\n\r\n", "invalid HTTP version parsed"),
        (b"oops", "invalid HTTP version parsed"),
        (b"HTTP/1.1 2000 OK\r\n\r\n", "invalid HTTP status-code parsed"),
        (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "invalid HTTP header parsed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "invalid content-length parsed"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 450_000, "message head is too large"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else repr(value[:24]),
)
def test_what_is_no_response(data, cause):
    with pytest.raises(UpstreamError) as caught:
        response(data)
    assert str(caught.value) == f"SendRequest: {cause}"


def test_switching_protocols_is_not_passed_on():
    with pytest.raises(UpstreamError) as caught:
        response(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")
    assert caught.value.kind == "Upgrade"


def test_heads_are_written_as_given():
    fields = Headers([(b"X-a", b"1"), (b"host", b"h")])
    assert request_bytes(b"GET", b"/p", fields, b"1.0") == b"GET /p HTTP/1.0\r\nX-a: 1\r\nhost: h\r\n\r\n"
    assert response_bytes(404, fields) == b"HTTP/1.1 404 Not Found\r\nX-a: 1\r\nhost: h\r\n\r\n"
    assert response_bytes(299, Headers(), reason=b"Odd", version=b"1.0") == b"HTTP/1.0 299 Odd\r\n\r\n"


@pytest.mark.parametrize("field", [(b"x", b"a\r\nb: c"), (b"x", b"a\nb"), (b"x\r\ny", b"a"), (b"x", b"a\r")])
def test_no_field_can_begin_another(field):
    with pytest.raises(ValueError, match="line end"):
        request_bytes(b"GET", b"/", Headers([field]))


def test_the_date_is_a_date():
    text = http_date().decode()
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", text)
    assert parsedate_to_datetime(text).strftime("%a, %d %b %Y %H:%M:%S GMT") == text
