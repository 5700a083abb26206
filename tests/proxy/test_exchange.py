"""What filters, routes and the LLM path share of one request."""

from __future__ import annotations

import gzip
import time

import pytest

from agwctl.llm.failure import LlmError
from agwctl.proxy.failure import Failure, Reason
from agwctl.proxy.route import Backend, Route
from tests.proxy.exchanges import exchange

PACKED = gzip.compress(b'{"model":"m"}', mtime=0)
ZIPPED = [("content-encoding", "gzip")]


@pytest.mark.parametrize(
    ("host", "seen"), [("gw.test:3000", "gw.test"), ("gw.test", "gw.test"), ("[::1]:3000", "[::1]"), ("a:x", "a")]
)
def test_the_host_is_without_its_port(host: str, seen: str) -> None:
    assert exchange(host=host).host == seen


def test_a_body_that_nobody_read_is_streamed_on() -> None:
    asked = exchange(method="POST", body=b"as it comes")
    body, length = asked.payload
    assert not isinstance(body, bytes)
    assert (b"".join(body), length) == (b"as it comes", 11)
    assert exchange().payload == (b"", None)


def test_a_body_that_was_read_goes_on_as_it_came() -> None:
    asked = exchange(method="POST", body=PACKED, headers=ZIPPED)
    assert asked.document(1000).value == {"model": "m"}
    assert asked.document(0).value == {"model": "m"}, "it is read once"
    assert asked.payload == (PACKED, None)
    assert asked.headers.get(b"content-encoding") == b"gzip"
    asked.drop_encoding()
    assert asked.headers.get(b"content-encoding") is None


def test_a_body_that_was_read_in_part_goes_on_whole() -> None:
    """In chunks, its size is not known before: what has been read of it must not be lost."""
    asked = exchange(method="POST", pieces=[b"0123", b"4567", b"89"])
    for _ in range(2):
        with pytest.raises(LlmError, match="too large"):
            asked.document(5)
    body, length = asked.payload
    assert not isinstance(body, bytes)
    assert (b"".join(body), length) == (b"0123456789", None)


def test_an_encoding_that_was_not_taken_off_stays() -> None:
    asked = exchange(method="POST", body=b"{}", headers=[("content-encoding", "identity")])
    asked.document(10)
    asked.drop_encoding()
    assert asked.headers.get(b"content-encoding") == b"identity"


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (b"x" * 11, [], "body_too_large"),
        (gzip.compress(b"x" * 11, mtime=0), ZIPPED, "body_too_large"),
        (b"plain", ZIPPED, "undecodable_body"),
        (b"[" + b"{}," * (2 << 20) + b"{}]", [], "body_too_large"),
        (b"{}", [("content-encoding", "snappy")], "unsupported_encoding"),
    ],
)
def test_a_body_that_cannot_be_read(body: bytes, headers: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(LlmError) as caught:
        exchange(method="POST", body=body, headers=headers).document(10 if len(body) < 40 else 64 << 20)
    assert caught.value.code == code


def test_a_fork_is_the_same_request_without_its_body() -> None:
    asked = exchange("/v1/models?x=1", prefix="/", headers=[("x", "y")], body=b"never sent")
    asked.listener = "listener0"
    asked.path = b"/changed"
    other = asked.fork(Route("default/b", 1))
    other.headers.set(b"x", b"changed")
    assert (other.path_and_query, other.authority, other.matched_prefix) == (b"/v1/models?x=1", b"gw.test:3000", b"/")
    assert (other.payload, other.listener) == ((b"", None), "listener0")
    assert other.route is not None
    assert (other.route.key, asked.route) == ("default/b", None)
    assert asked.headers.get(b"x") == b"y"


TARGET = Failure(500, "unused", Reason.INTERNAL)


@pytest.mark.parametrize(
    ("request_timeout", "route_attempt", "backend_attempt", "left"),
    [
        (None, None, None, None),
        (5.0, None, None, 3.0),
        (None, 4.0, None, 4.0),
        (None, 4.0, 1.0, 1.0),
        (None, 1.0, 4.0, 4.0),
        (5.0, 4.0, None, 3.0),
        (5.0, 1.0, None, 1.0),
    ],
)
def test_deadlines(
    request_timeout: float | None, route_attempt: float | None, backend_attempt: float | None, left: float | None
) -> None:
    """Two seconds into a request, an attempt ends with its own time or with the request's, whichever is first."""
    now = time.monotonic()
    route = Route("r", 0, request_timeout=request_timeout, backend_timeout=route_attempt)
    asked = exchange(route=route, started=now - 2)
    asked.backend = Backend("b", TARGET, timeout=backend_attempt)
    deadline = asked.attempt_deadline
    assert (None if deadline is None else deadline - now) == (None if left is None else pytest.approx(left, abs=0.1))
