"""Headers and whole bodies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agwctl.http.failure import BodyTooLarge
from agwctl.http.message import Headers, Request, Upload


def request(body: Iterator[bytes], content_length: int | None = None) -> Request:
    return Request(b"POST", b"/", Headers(), body=body, content_length=content_length)


def test_headers_are_found_in_any_case_and_keep_order_and_spelling():
    headers = Headers([(b"X-A", b"1"), (b"Host", b"h"), (b"x-a", b"2")])
    assert headers.get(b"x-a") == b"1"
    assert headers.get_all(b"x-a") == [b"1", b"2"]
    assert b"host" in headers
    assert b"cookie" not in headers
    headers.set(b"Host", b"i")
    assert list(headers) == [(b"X-A", b"1"), (b"x-a", b"2"), (b"Host", b"i")]
    headers.remove(b"x-a")
    assert list(headers) == [(b"Host", b"i")]


def test_a_copy_does_not_share_its_fields():
    headers = Headers([(b"a", b"1")])
    headers.copy().add(b"b", b"2")
    assert list(headers) == [(b"a", b"1")]


def test_a_body_is_read_whole():
    assert request(iter([b"a", b"", b"bc"])).read(limit=3) == b"abc"
    assert request(Upload()).read() == b""


def test_an_announced_length_past_the_limit_is_refused_unread():
    def unread() -> Iterator[bytes]:
        pytest.fail("nothing of it is to be read")
        yield b""

    with pytest.raises(BodyTooLarge):
        request(unread(), content_length=4).read(limit=3)


def test_a_body_without_a_length_is_read_as_far_as_the_limit():
    pieces = iter([b"ab", b"cd", b"ef"])
    with pytest.raises(BodyTooLarge):
        request(pieces).read(limit=3)
    assert next(pieces) == b"ef"


def test_a_deadline_reaches_the_one_who_waits():
    body = Upload()
    request(body).read(deadline=12.5)
    assert body.deadline == 12.5
