"""`strict-framing`: what two proxies might read differently is refused in guide mode, and read as recorded in 1.4."""

from __future__ import annotations

import json

import pytest

from tests.guide.stage import CHAT, chat, staged

BODY = json.dumps(chat(), separators=(",", ":")).encode()
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
LINE = f"POST {CHAT} HTTP/1.1\r\nHost: a\r\n".encode()
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
CHUNKED = b"Transfer-Encoding: chunked\r\n"
BAD = b"5\r\n%sxx" % BODY[:5]


@pytest.mark.parametrize(
    ("sent", "release", "text"),
    [
        (LINE + LENGTH + CHUNKED + b"\r\n" + CHUNKS, 200, None),
        (LINE + CHUNKED + LENGTH + b"\r\n" + CHUNKS, 200, None),
        (LINE + CHUNKED + b"Content-Length: 0\r\n\r\n" + CHUNKS, 200, None),
        ((LINE + LENGTH).replace(b"\r\n", b"\n") + b"\n" + BODY, 200, None),
        (LINE.replace(b"\r\n", b"\n", 1) + LENGTH + b"\r\n" + BODY, 200, None),
        (LINE + CHUNKED + b"\r\nzz\r\n" + BODY, 503, "upstream call failed: "),
        (LINE + CHUNKED + b"\r\n" + BAD, 503, "upstream call failed: "),
    ],
)
def test_ambiguous(sent: bytes, release: int, text: str | None) -> None:
    with staged("basic", "guide") as stage, stage.gateway.connect() as sock:
        sock.sendall(sent + b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = b"".join(iter(lambda: sock.recv(4096), b""))
        assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert answer.count(b"HTTP/1.1") == 1, "the connection ends there"
        assert not stage.local.asked
    with staged("basic", "1.4") as stage:
        got = stage.gateway.raw(sent)
        assert got.status == release
        if text is None:
            assert [each.model for each in stage.local.asked] == ["llama3.2"]
        else:
            assert not stage.local.asked


@pytest.mark.parametrize(
    "sent",
    [
        LINE + LENGTH + b"\r\n" + BODY,
        LINE + LENGTH + LENGTH + b"\r\n" + BODY,
        LINE + CHUNKED + b"\r\n" + CHUNKS,
        LINE + CHUNKED + b"\r\n" + CHUNKS.replace(b"\r\n", b";ext=1\r\n", 1),
        b"\r\n" + LINE + LENGTH + b"\r\n" + BODY,
    ],
)
@pytest.mark.parametrize("compat", ["guide", "1.4"])
def test_plain(compat: str, sent: bytes) -> None:
    with staged("basic", compat) as stage:
        assert stage.gateway.raw(sent).status == 200
        assert len(stage.local.asked) == 1


@pytest.mark.parametrize(
    "sent",
    [
        LINE + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + BODY,
        LINE + b"Content-Length: +5\r\n\r\n" + BODY,
        LINE + b"Transfer-Encoding: gzip\r\n\r\n" + BODY,
        LINE + b"X : y\r\n\r\n",
        LINE + b"X: y\r\n z\r\n\r\n",
        LINE + b"X: \x00\r\n\r\n",
    ],
)
@pytest.mark.parametrize("compat", ["guide", "1.4"])
def test_refused_in_both_modes(compat: str, sent: bytes) -> None:
    with staged("basic", compat) as stage:
        answer = stage.gateway.raw(sent)
        assert (answer.status, answer.body, dict(answer.headers)["connection"]) == (400, b"", "close")
        assert not stage.local.asked
