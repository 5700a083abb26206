"""Compressed bodies: what is decoded, what is refused, and that a small body cannot become a huge one."""

from __future__ import annotations

import gzip
import zlib

import pytest

from agwctl.llm.encoding import decode_reply, decode_request, decode_stream, encode, readable
from agwctl.llm.failure import LlmError

BODY = b'{"messages":[{"role":"user","content":"hi"}]}'


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", " gzip "])
def test_gzip_is_decoded(encoding: str) -> None:
    assert decode_request(gzip.compress(BODY), encoding, 1000) == (BODY, True)


def test_deflate_is_decoded() -> None:
    assert decode_request(zlib.compress(BODY), "deflate", 1000) == (BODY, True)


@pytest.mark.parametrize("encoding", [None, "identity", "Identity"])
def test_a_plain_body_stays(encoding: str | None) -> None:
    assert decode_request(BODY, encoding, 1000) == (BODY, False)


@pytest.mark.parametrize(
    ("encoding", "body", "detail", "code", "status"),
    [
        ("foo", BODY, "unsupported content encoding: foo", "unsupported_encoding", 415),
        ("br", BODY, "unsupported content encoding: br", "unsupported_encoding", 415),
        ("zstd", BODY, "unsupported content encoding: zstd", "unsupported_encoding", 415),
        ("x-gzip", gzip.compress(BODY, mtime=0), "unsupported content encoding: x-gzip", "unsupported_encoding", 415),
        ("gzip, gzip", BODY, "unsupported content encoding: gzip, gzip", "unsupported_encoding", 415),
        ("gzip", BODY, "failed to encode response: Invalid gzip header", "undecodable_body", 400),
        ("deflate", BODY, "failed to encode response: Invalid deflate data", "undecodable_body", 400),
        (
            "gzip",
            gzip.compress(BODY, mtime=0)[:-9],
            "failed to encode response: unexpected end of file",
            "undecodable_body",
            400,
        ),
        ("identity", BODY * 30, "request was too large", "body_too_large", 413),
        ("gzip", gzip.compress(b"x" * 1001, mtime=0), "request was too large", "body_too_large", 413),
    ],
)
def test_what_cannot_be_read_is_refused(encoding: str, body: bytes, detail: str, code: str, status: int) -> None:
    with pytest.raises(LlmError) as raised:
        decode_request(body, encoding, 1000)
    assert (raised.value.detail, raised.value.code, raised.value.status) == (detail, code, status)


def test_the_limit_itself_is_allowed() -> None:
    assert decode_request(gzip.compress(b"x" * 1000), "gzip", 1000) == (b"x" * 1000, True)


def test_replies_have_their_own_errors() -> None:
    assert decode_reply(encode(BODY, "gzip"), "gzip", 1000) == (BODY, True)
    for body, encoding, code in (
        (BODY, "br", "upstream_reply_unreadable"),
        (BODY, "gzip", "upstream_reply_unreadable"),
        (gzip.compress(b"x" * 1001, mtime=0), "gzip", "upstream_reply_too_large"),
    ):
        with pytest.raises(LlmError) as raised:
            decode_reply(body, encoding, 1000)
        assert (raised.value.code, raised.value.status) == (code, 502)


@pytest.mark.parametrize("encoding", ["gzip", "Deflate"])
def test_a_decoded_body_can_be_encoded_again(encoding: str) -> None:
    assert decode_reply(encode(BODY, encoding), encoding, 1000) == (BODY, True)


def test_a_stream_is_decoded_as_it_comes() -> None:
    deflater = zlib.compressobj(wbits=31)
    pieces = [deflater.compress(word) + deflater.flush(zlib.Z_SYNC_FLUSH) for word in (b"one", b"two")]
    decoded = decode_stream(iter([*pieces, deflater.flush()]), "gzip")
    assert list(decoded) == [b"one", b"two"]


def test_a_stream_that_grows_is_handed_on_in_pieces() -> None:
    pieces = list(decode_stream(iter([gzip.compress(b"x" * 1_000_000)]), "gzip"))
    assert b"".join(pieces) == b"x" * 1_000_000
    assert max(map(len, pieces)) <= 64 * 1024


def test_a_stream_that_is_not_what_it_says_breaks_off() -> None:
    with pytest.raises(zlib.error):
        list(decode_stream(iter([b"data: {}"]), "gzip"))


@pytest.mark.parametrize(("encoding", "known"), [(None, True), ("identity", True), (" GZIP", True), ("br", False)])
def test_what_can_be_read(encoding: str | None, known: bool) -> None:
    assert readable(encoding) is known
