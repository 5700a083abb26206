"""Answers of LLM upstreams: whole ones are read, streams pass as they come, and what cannot be read is said."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
import time
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.proxy.running import Running, running
from tests.proxy.upstream import Seen, Upstream, chunked, events, reply, upstream

CHAT = "/v1/chat/completions"
HELLO = {"model": "llama3.2", "messages": [{"role": "user", "content": "Hello"}]}
STREAM = {**HELLO, "stream": True}
USAGE = {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12, "prompt_tokens_details": {"cached_tokens": 2}}
SAID = {"id": "c", "choices": [{"index": 0, "message": {"role": "assistant", "content": None}}], "model": "l:latest"}
PIECES = [{"model": "l:latest", "choices": [{"delta": {"content": text}}]} for text in ("Hel", "lo")]
LAST = {"model": "l:latest", "choices": [], "usage": USAGE}
EVENT_STREAM = "content-type: text/event-stream"


def llm(behind: Upstream, more: str = "", policies: str = "") -> str:
    ai = f"{{name: n, hostOverride: '{behind.address}', provider: {{openAI: {{}}}}}}"
    route = f"{{backends: [{{ai: {ai}}}], policies: {{{policies}}}}}"
    return f"binds: [{{port: PORT, listeners: [{{routes: [{route}]}}]}}]\n{more}"


@pytest.fixture
def behind() -> Iterator[Upstream]:
    with upstream(reply(200, {**SAID, "usage": USAGE})) as server:
        yield server


@pytest.fixture
def gateway(behind: Upstream) -> Iterator[Running]:
    with running(llm(behind)) as serving:
        yield serving


@pytest.fixture(params=["guide", "1.4"])
def either(behind: Upstream, request: pytest.FixtureRequest) -> Iterator[Running]:
    with running(llm(behind), request.param) as serving:
        yield serving


def usage(serving: Running, count: int = 1) -> dict[str, str]:
    """What the log says of the last answer."""
    found = serving.fields(count)
    names = ("gen_ai.response.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens")
    return {name.rpartition(".")[2]: found[name] for name in names if name in found}


COUNTED = {"model": "l:latest", "input_tokens": "5", "output_tokens": "7"}


def test_a_whole_answer_is_read_and_written_again(either: Running, behind: Upstream) -> None:
    answer = either.ask(CHAT, HELLO)
    assert json.loads(answer.body) == {
        "model": "l:latest",
        "usage": USAGE,
        "choices": [{"message": {"role": "assistant"}, "index": 0}],
        "id": "c",
    }
    assert list(json.loads(answer.body)) == ["model", "usage", "choices", "id"]
    headers = dict(answer.headers)
    assert (headers["content-type"], headers["content-length"]) == ("application/json", str(len(answer.body)))
    assert usage(either) == COUNTED
    assert either.fields()["gen_ai.usage.cache_read.input_tokens"] == "2"


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
@pytest.mark.parametrize("asked", [HELLO, STREAM])
def test_what_the_upstream_refuses_is_its_own_answer(
    either: Running, behind: Upstream, status: int, asked: dict[str, Any]
) -> None:
    behind.answer = lambda seen: reply(status, b'{"error":"model \'x\' not found"}', "content-type: application/json")
    answer = either.ask(CHAT, asked)
    assert (answer.status, answer.body) == (status, b'{"error":"model \'x\' not found"}')
    assert dict(answer.headers)["content-type"] == "application/json"
    assert "reason" not in either.fields()


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"oops", "expected value at line 1 column 1"),
        (b"{}", "missing field `model` at line 1 column 2"),
        (b"", "EOF while parsing a value at line 1 column 0"),
        (b"<html>Wrong port</html>", "expected value at line 1 column 1"),
    ],
)
def test_an_answer_that_is_none(behind: Upstream, body: bytes, detail: str) -> None:
    behind.answer = lambda seen: reply(200, body)
    with running(llm(behind)) as serving:
        answer = serving.ask(CHAT, HELLO)
        error = json.loads(answer.body)["error"]
        assert (answer.status, error["code"]) == (502, "upstream_reply_unreadable")
        assert detail in error["message"]
        assert "Check that the address is an LLM server" in error["message"]
    with running(llm(behind), "1.4") as serving:
        answer = serving.ask(CHAT, HELLO)
        assert answer.status == 503
        assert answer.body.decode() == f"processing failed: failed to parse response: {detail}"


def test_a_stream_passes_to_the_byte(either: Running, behind: Upstream) -> None:
    sent = events(*PIECES, LAST)
    behind.answer = lambda seen: sent
    with either.connect() as sock:
        body = json.dumps(STREAM).encode()
        sock.sendall(b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s" % (CHAT.encode(), len(body), body))
        received = b""
        while not received.endswith(b"0\r\n\r\n"):
            received += sock.recv(65536)
    assert received.partition(b"\r\n\r\n")[2] == sent.partition(b"\r\n\r\n")[2]
    assert behind.last.json["stream_options"] == {"include_usage": True}
    assert usage(either) == COUNTED


def test_each_event_leaves_at_once(either: Running, behind: Upstream) -> None:
    heard = threading.Event()

    def speak(seen: Seen) -> Iterator[bytes]:
        yield chunked(EVENT_STREAM)
        for event in (b"data: 1\n\n", b"data: 2\n\n"):
            yield b"%x\r\n%s\r\n" % (len(event), event)
            assert heard.wait(5), "the event did not reach the client"
            heard.clear()
        yield b"0\r\n\r\n"

    behind.answer = speak
    client = http.client.HTTPConnection("127.0.0.1", either.port, timeout=5)
    client.request("POST", CHAT, json.dumps(STREAM))
    answer = client.getresponse()
    for event in (b"data: 1\n\n", b"data: 2\n\n"):
        assert answer.read1(1000) == event
        heard.set()
    assert answer.read() == b""
    client.close()


@pytest.mark.parametrize(
    "sent",
    [
        reply(200, b'{"model":"l","choices":[]}\n', "content-type: application/json"),
        reply(200, b""),
    ],
)
def test_what_is_no_stream_is_called_one_all_the_same(either: Running, behind: Upstream, sent: bytes) -> None:
    behind.answer = lambda seen: sent
    answer = either.ask(CHAT, STREAM)
    headers = dict(answer.headers)
    assert headers["content-type"] == "text/event-stream"
    assert (answer.status, answer.complete, answer.body) == (200, True, sent.partition(b"\r\n\r\n")[2])


@pytest.mark.parametrize(
    "sent",
    [
        chunked(EVENT_STREAM) + b"9\r\ndata: 1\n\n\r\n",
        chunked(EVENT_STREAM) + b"9\r\ndata: 1\n\n\r\nzz\r\n",
        chunked(EVENT_STREAM) + b"7\r\ndata: 1\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\ndata: 1\n\n",
        b"HTTP/1.1 200 OK\r\n\r\ndata: 1\n\ndata: {",
    ],
)
def test_a_stream_that_breaks_off_ends_short(either: Running, behind: Upstream, sent: bytes) -> None:
    behind.answer = lambda seen: [sent]
    answer = either.ask(CHAT, STREAM)
    assert not answer.complete


def test_a_packed_stream_is_unpacked_as_it_comes(gateway: Running, behind: Upstream) -> None:
    heard = threading.Event()

    def speak(seen: Seen) -> Iterator[bytes]:
        packer = zlib.compressobj(wbits=31)
        yield chunked(EVENT_STREAM, "content-encoding: gzip")
        first = packer.compress(b"data: 1\n\n") + packer.flush(zlib.Z_SYNC_FLUSH)
        yield b"%x\r\n%s\r\n" % (len(first), first)
        assert heard.wait(5)
        last = packer.compress(b"data: 2\n\n") + packer.flush()
        yield b"%x\r\n%s\r\n0\r\n\r\n" % (len(last), last)

    behind.answer = speak
    client = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=5)
    client.request("POST", CHAT, json.dumps(STREAM), {"accept-encoding": "gzip"})
    answer = client.getresponse()
    assert answer.getheader("content-encoding") is None
    assert answer.read1(1000) == b"data: 1\n\n"
    heard.set()
    assert answer.read() == b"data: 2\n\n"
    client.close()


def test_a_packed_answer_stays_packed(either: Running, behind: Upstream) -> None:
    plain = json.dumps({**SAID, "usage": USAGE}).encode()
    behind.answer = lambda seen: reply(200, gzip.compress(plain), "content-encoding: gzip")
    answer = either.ask(CHAT, HELLO, headers={"accept-encoding": "gzip"})
    assert dict(answer.headers)["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.body))["model"] == "l:latest"
    assert usage(either) == COUNTED


@pytest.mark.parametrize(("compat", "status"), [("guide", 200), ("1.4", 503)])
def test_a_packed_answer_that_grows(behind: Upstream, compat: str, status: int) -> None:
    """A kilobyte of gzip may be megabytes: they are not unpacked, and in guide mode they pass all the same."""
    packed = gzip.compress(json.dumps(HUGE).encode())
    behind.answer = lambda seen: reply(200, packed, "content-encoding: gzip")
    with running(llm(behind), compat) as serving:
        answer = serving.ask(CHAT, HELLO, headers={"accept-encoding": "gzip"})
    assert answer.status == status
    if status == 200:
        assert answer.body == packed
        assert dict(answer.headers)["content-encoding"] == "gzip"
    else:
        assert answer.body == b"processing failed: response was too large"


def test_an_encoding_that_nobody_here_reads_passes(gateway: Running, behind: Upstream) -> None:
    behind.answer = lambda seen: reply(200, b"\x1bbrotli", "content-encoding: br")
    assert gateway.ask(CHAT, HELLO).body == b"\x1bbrotli"


BIG = {**SAID, "choices": [{"index": 0, "message": {"content": "x" * (3 << 20)}}], "usage": USAGE}
HUGE = {**SAID, "choices": [{"index": 0, "message": {"content": "x" * (6 << 20)}}], "usage": USAGE}


@pytest.mark.parametrize(
    ("said", "buffer", "guide", "counted", "release"),
    [
        (BIG, "", True, COUNTED, False),
        (HUGE, "", True, {}, False),
        (BIG, "maxBufferSize: 4194304", True, COUNTED, True),
        (BIG, "maxBufferSize: 1000", True, COUNTED, False),
    ],
)
def test_how_much_is_read(
    behind: Upstream, said: dict[str, Any], buffer: str, guide: bool, counted: dict[str, str], release: bool
) -> None:
    """Guide mode passes an answer of any size, and reads it only while that is cheap; the release refuses it."""
    behind.answer = lambda seen: reply(200, said)
    text = llm(behind, f"frontendPolicies: {{http: {{{buffer}}}}}")
    with running(text) as serving:
        answer = serving.ask(CHAT, HELLO)
        assert (answer.status == 200 and answer.complete) is guide
        assert json.loads(answer.body)["choices"][0]["message"]["content"].startswith("xxx")
        assert usage(serving) == counted
    with running(text, "1.4") as serving:
        answer = serving.ask(CHAT, HELLO)
        assert (answer.status == 200) is release
        if not release:
            assert (answer.status, answer.body) == (503, b"processing failed: response was too large")


def test_an_answer_that_stops_halfway(either: Running, behind: Upstream) -> None:
    """Nothing has been sent yet, so the client can still be told."""
    behind.answer = lambda seen: [b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"]
    answer = either.ask(CHAT, HELLO)
    assert answer.status == 503
    assert either.fields()["reason"] == "UpstreamFailure"


def test_the_request_s_time_counts_until_the_answer_is_read(behind: Upstream) -> None:
    def slow(seen: Seen) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"
        time.sleep(0.4)

    behind.answer = slow
    with running(llm(behind, policies="timeout: {requestTimeout: 100ms}")) as serving:
        began = time.monotonic()
        answer = serving.ask(CHAT, HELLO)
        assert (answer.status, json.loads(answer.body)["error"]["code"]) == (504, "request_timeout")
        assert time.monotonic() - began < 0.35


def test_a_client_that_leaves_ends_a_buffered_answer(gateway: Running, behind: Upstream) -> None:
    ended = threading.Event()

    def half(seen: Seen) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"
        if seen.wait_for_end():
            ended.set()

    behind.answer = half
    with gateway.connect() as sock:
        body = json.dumps(HELLO).encode()
        sock.sendall(b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s" % (CHAT.encode(), len(body), body))
        behind.wait(1)
        time.sleep(0.05)
    assert ended.wait(0.1), "the upstream's work went on for nobody"
    assert "http.status" not in gateway.fields()
