"""How answers are framed."""

from __future__ import annotations

from agwctl.http.message import Headers, Request
from agwctl.ollama.refusal import Refusal
from agwctl.ollama.wire import JSON, event_headers, native_error, reply, with_date
from tests.ollama.played import FakeTime


def test_a_short_body_has_its_length() -> None:
    response = reply(200, JSON, "é" * 1024)
    assert response.body == "é".encode() * 1024
    assert response.headers.get(b"content-length") == b"2048"


def test_a_long_one_goes_out_in_chunks() -> None:
    response = reply(200, JSON, "x" * 2049)
    assert not isinstance(response.body, bytes)
    assert b"content-length" not in response.headers


def test_fields_in_go_s_order() -> None:
    response = with_date(reply(405, b"text/plain", "no", (b"Allow", b"GET")), FakeTime().clock)
    assert response.headers.items == [
        (b"Allow", b"GET"),
        (b"Content-Type", b"text/plain"),
        (b"Date", b"Wed, 25 Nov 2026 12:00:00 GMT"),
        (b"Content-Length", b"2"),
    ]


def test_a_native_error_has_no_newline() -> None:
    response = native_error(Refusal(404, "model 'a<b' not found"))
    assert response.status == 404
    assert response.body == rb"""{"error":"model 'a\u003cb' not found"}"""


def test_event_streams_say_that_they_stay_open_unless_told_not_to() -> None:
    def fields(connection: bytes) -> list[bytes]:
        headers = Headers([(b"connection", connection)] if connection else [])
        return [name for name, _ in event_headers(Request(b"POST", b"/", headers))]

    assert fields(b"") == [b"Cache-Control", b"Connection"]
    assert fields(b"Close") == [b"Cache-Control"]
