"""What a proxy takes off and puts back, as recorded from the reference."""

from __future__ import annotations

import pytest

from agwctl.http.forwarding import request_headers, response_headers
from agwctl.http.message import Headers


def headers(*lines: str) -> Headers:
    return Headers(
        [(name.encode(), value.strip().encode()) for name, _, value in (line.partition(":") for line in lines)]
    )


def lines(result: Headers) -> list[str]:
    return [f"{name.decode()}: {value.decode()}" for name, value in result]


CASES = {
    "host goes to the end and the last field takes its place": (
        ["host: a", "x-empty:", "x-space: b", "x-latin: c"],
        ["x-latin: c", "x-empty: ", "x-space: b", "host: a"],
    ),
    "host alone": (["host: a"], ["host: a"]),
    "host last": (["x: 1", "host: a"], ["x: 1", "host: a"]),
    "no host": (["x: 1"], ["x: 1"]),
    "the first host counts": (["x: 1", "host: a", "host: b"], ["x: 1", "host: a"]),
    "hop-by-hop fields and those that Connection names": (
        [
            "host: h",
            "connection: x-foo, close",
            "connection: X-Bar",
            "x-foo: 1",
            "x-bar: 1",
            "te: trailers",
            "keep-alive: timeout=5",
            "proxy-connection: keep-alive",
            "proxy-authorization: Basic x",
            "proxy-authenticate: x",
            "trailer: x-t",
            "transfer-encoding: chunked",
            "x-kept: 1",
        ],
        ["x-kept: 1", "te: trailers", "host: h"],
    ),
    "te other than trailers": (["host: h", "connection: te, close", "te: gzip"], ["host: h"]),
    "te with trailers among others": (["host: h", "te: gzip;q=0.5, Trailers"], ["te: trailers", "host: h"]),
    "Connection cannot take Host away": (["host: h", "connection: host"], ["host: h"]),
    "Connection can take Content-Length away": (
        ["host: h", "connection: content-length", "content-length: 5"],
        ["host: h"],
    ),
    "an upgrade is asked for": (
        ["host: h", "connection: Upgrade, close", "upgrade: websocket"],
        ["connection: upgrade", "upgrade: websocket", "host: h"],
    ),
    "an upgrade that Connection does not name": (["host: h", "upgrade: h2c"], ["host: h"]),
    "cookies in one line, where the first was": (
        ["cookie: a=1", "x: 1", "cookie: b=2", "y: 2"],
        ["cookie: a=1; b=2", "x: 1", "y: 2"],
    ),
    "repeated fields stay repeated": (["x-a: 1", "y: 1", "x-a: 2"], ["x-a: 1", "y: 1", "x-a: 2"]),
    "nothing is added": (["via: 1.1 old", "expect: 100-continue"], ["via: 1.1 old", "expect: 100-continue"]),
    "spelling is kept": (["X-A: 1", "CONNECTION: x-b", "X-B: 1", "Host: h"], ["X-A: 1", "Host: h"]),
}


@pytest.mark.parametrize(("given", "expected"), CASES.values(), ids=CASES)
def test_request_headers(given, expected):
    before = headers(*given)
    assert lines(request_headers(before)) == expected
    assert lines(before) == lines(headers(*given)), "the request itself is left alone"


def test_a_response_keeps_everything_that_does_not_frame_it():
    kept = ["Server: up/1", "keep-alive: timeout=5", "te: x", "trailer: t", "set-cookie: a", "set-cookie: b"]
    assert lines(response_headers(headers("Connection: close", "Transfer-Encoding: chunked", *kept))) == kept
