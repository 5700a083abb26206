"""Whole request heads, two small files each: the bytes, and what is made of them.

`requests/valid/NAME.http` holds a request with `\\r`, `\\n`, `\\t`, `\\0` and `\\xNN` written out (the file's own line
ends do not count), `NAME.json` what is parsed from it; a key `strict` there is the status with which strict framing
refuses it. `requests/invalid/NAME.json` holds the status that both kinds of framing answer.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.http.connection import RequestHead, parse_request
from agwctl.http.failure import DownstreamError
from agwctl.http.framing import ChunkedFraming
from agwctl.http.screen import MAX_HEAD, screen

REQUESTS = Path(__file__).parent / "requests"
VALID = sorted((REQUESTS / "valid").glob("*.http"))
INVALID = sorted((REQUESTS / "invalid").glob("*.http"))


def read_case(path: Path) -> tuple[bytes, dict]:
    text = path.read_text(encoding="ascii").replace("\n", "")
    data = text.encode("ascii").decode("unicode_escape").encode("latin-1")
    return data, json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def parse(data: bytes, *, strict: bool) -> tuple[RequestHead, bytes]:
    buffer = bytearray(data)
    head = screen(buffer, strict=strict)
    assert head is not None, "the head is taken for incomplete"
    return parse_request(head), bytes(buffer)


def parsed(data: bytes, *, strict: bool) -> dict:
    head, rest = parse(data, strict=strict)
    return {
        "method": head.method.decode(),
        "target": head.target.decode(),
        "version": head.version.decode(),
        "headers": [f"{name.decode()}: {value.decode('latin-1')}" for name, value in head.headers],
        "body": "chunked" if isinstance(head.framing, ChunkedFraming) else head.length,
        "keep_alive": head.keep_alive,
        "rest": rest.decode("latin-1"),
    }


def refusal(data: bytes, *, strict: bool) -> int:
    with pytest.raises(DownstreamError) as caught:
        parse(data, strict=strict)
    return caught.value.status


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid(path):
    data, expected = read_case(path)
    expected = {"version": "1.1", "body": None, "keep_alive": True, "rest": "", **expected}
    strict = expected.pop("strict", None)
    assert parsed(data, strict=False) == expected
    if strict is None:
        assert parsed(data, strict=True) == expected
    else:
        assert refusal(data, strict=True) == strict


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid(path):
    data, expected = read_case(path)
    assert refusal(data, strict=False) == expected["status"]
    assert refusal(data, strict=True) == expected["status"]


@pytest.mark.parametrize("path", [path for path in VALID if "pipelined" not in path.stem], ids=lambda path: path.stem)
@pytest.mark.parametrize("strict", [True, False])
def test_a_valid_head_that_comes_byte_by_byte_is_the_same_head(path, strict):
    data, expected = read_case(path)
    if strict and "strict" in expected:
        return
    end = len(data) - len(parse(data, strict=strict)[1])
    buffer = bytearray()
    for byte in data[: end - 1]:
        buffer.append(byte)
        assert screen(buffer, strict=strict) is None
    buffer.append(data[end - 1])
    assert screen(buffer, strict=strict) == screen(bytearray(data[:end]), strict=strict)


@pytest.mark.parametrize("count", [100, 101])
def test_the_number_of_header_fields_is_bounded(count):
    data = b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * (count - 1) + b"\r\n"
    if count <= 100:
        assert len(parse(data, strict=True)[0].headers.items) == count
    else:
        assert refusal(data, strict=True) == 431


def test_the_bound_on_header_fields_can_be_raised():
    data = b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * 149 + b"\r\n"
    assert screen(bytearray(data), max_headers=150) is not None
    with pytest.raises(DownstreamError):
        screen(bytearray(data), max_headers=149)


def test_the_head_is_bounded_whole_and_in_part():
    start = b"GET / HTTP/1.1\r\nHost: a\r\nX: "
    assert refusal(start + b"x" * MAX_HEAD + b"\r\n\r\n", strict=True) == 431
    assert refusal(start + b"x" * MAX_HEAD, strict=True) == 431
    fits = start + b"x" * (MAX_HEAD - len(start) - 4) + b"\r\n\r\n"
    assert len(parse(fits, strict=True)[0].headers.items) == 2


@pytest.mark.parametrize(("length", "status"), [(65_534, None), (65_535, 414)])
def test_the_target_is_bounded(length, status):
    data = b"GET /" + b"a" * (length - 1) + b" HTTP/1.1\r\nHost: a\r\n\r\n"
    if status is None:
        assert len(parse(data, strict=True)[0].target) == length
    else:
        assert refusal(data, strict=True) == status


@pytest.mark.parametrize("data", [b"\x16\x03\x01\x00\x05", b"GET / HTTP/1.1\rHost: a", b" GET", b"\0"], ids=repr)
def test_what_can_become_no_request_is_refused_before_it_ends(data):
    assert refusal(data, strict=True) == 400


def test_a_bare_lf_is_refused_by_strict_framing_before_the_head_ends():
    assert refusal(b"GET / HTTP/1.1\nHost", strict=True) == 400
    assert screen(bytearray(b"GET / HTTP/1.1\nHost"), strict=False) is None


FIELDS = [b"Host: a", b"Content-Length: 3", b"Transfer-Encoding: chunked", b"Expect: 100-continue", b"x:y"]
PARTS = st.sampled_from(
    [b"GET ", b"/ ", b"HTTP/1.1", b"\r\n", b"\n", b"\r", b"\t", b" ", b":", b"\0", b"\x80", b"x", *FIELDS]
)


@given(st.lists(PARTS | st.binary(max_size=3), max_size=25).map(b"".join), st.booleans())
def test_no_bytes_make_it_fail_otherwise_than_by_a_status(data, strict):
    buffer = bytearray(data)
    try:
        head = screen(buffer, strict=strict)
        if head is not None:
            request = parse_request(head)
            assert len([name for name, _ in request.headers if name == b"host"]) <= 1
            assert not any(set(value) & set(b"\r\n\0") for _, value in request.headers)
    except DownstreamError as error:
        assert error.status in (400, 414, 431)
