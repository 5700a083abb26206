"""`body-limits`: a photo in a request, hundreds of embeddings in an answer; 1.4 stops at 2 MiB both ways."""

from __future__ import annotations

import base64
import json
import tracemalloc
import zlib
from typing import Any

import pytest

from tests.guide.stage import CHAT, chat, config, ollama, staged
from tests.proxy.running import running
from tests.proxy.upstream import reply, upstream

MIB = 1 << 20
PHOTO = base64.b64encode(b"\x00" * (9 * MIB // 4)).decode()
LOOK = [
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "What is this?"},
            {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PHOTO}"}},
        ],
    }
]
TEXTS = {"model": "nomic-embed-text", "input": [f"text {number}" for number in range(300)]}


@pytest.mark.parametrize(("compat", "status"), [("guide", 400), ("1.4", 503)])
def test_a_photo(compat: str, status: int) -> None:
    """3 MiB of request; a model that sees nothing says so itself."""
    with staged("basic", compat) as stage:
        answer = stage.gateway.ask(CHAT, {"model": "llama3.2", "messages": LOOK})
        assert answer.status == status
        if compat == "guide":
            assert stage.local.asked[0].body["messages"] == LOOK
            assert b"does not support multimodal requests" in answer.body
        else:
            assert answer.body == b"processing failed: request was too large"
            assert not stage.local.asked


def test_three_hundred_embeddings() -> None:
    """4 MiB of answer."""
    with staged("embeddings", "guide") as stage:
        answer = stage.gateway.ask("/v1/embeddings", TEXTS)
        data = json.loads(answer.body)["data"]
        assert (answer.status, len(data), len(data[0]["embedding"])) == (200, 300, 768)
        assert len(answer.body) > 2 * MIB


def test_three_hundred_embeddings_where_the_release_embeds_at_all() -> None:
    data = [{"object": "embedding", "index": number, "embedding": "x" * 9000} for number in range(300)]
    with upstream(reply(200, {"object": "list", "data": data, "model": "n"})) as behind:
        text = config("embeddings", behind.port).replace(
            "    - policies:", "    - policies:\n        ai: {routes: {/v1/embeddings: embeddings}}"
        )
        for compat, status in (("guide", 200), ("1.4", 503)):
            with running(text, compat) as gateway:
                answer = gateway.ask("/v1/embeddings", TEXTS)
            assert answer.status == status
        assert answer.body == b"processing failed: response was too large"


@pytest.mark.parametrize(("compat", "status"), [("guide", 200), ("1.4", 503)])
def test_a_long_answer(compat: str, status: int) -> None:
    """3 MiB of chat."""
    said = {"model": "m", "choices": [{"index": 0, "message": {"content": "x" * 3 * MIB}}], "usage": {}}
    with upstream(reply(200, said)) as behind, running(config("basic", behind.port), compat) as gateway:
        answer = gateway.ask(CHAT, chat())
    assert answer.status == status
    if status == 200:
        assert len(json.loads(answer.body)["choices"][0]["message"]["content"]) == 3 * MIB


@pytest.mark.parametrize(("more", "guide", "release"), [(-200, 200, 200), (200, 413, 503)])
def test_a_limit_of_one_s_own_holds_in_both_modes(more: int, guide: int, release: int) -> None:
    asked = chat()
    asked["messages"] = [{"role": "user", "content": "x" * (10_000 - len(json.dumps(asked)) + more)}]
    for compat, status in (("guide", guide), ("1.4", release)):
        with ollama() as local:
            text = config("basic", local.port) + "\nfrontendPolicies: {http: {maxBufferSize: 10000}}\n"
            with running(text, compat) as gateway:
                answer = gateway.ask(CHAT, asked)
            assert answer.status == status
            if status == 413:
                error: dict[str, Any] = json.loads(answer.body)["error"]
                assert (error["code"], error["type"]) == ("body_too_large", "invalid_request_error")
                assert "maxBufferSize" in error["message"]


def test_more_than_anybody_sends_is_refused_before_it_is_read() -> None:
    with staged("basic", "guide") as stage, stage.gateway.connect() as sock:
        sock.sendall(b"POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (CHAT.encode(), 64 * MIB + 1))
        assert sock.recv(4096).startswith(b"HTTP/1.1 413 ")
        assert not stage.local.asked


def test_in_chunks_it_is_refused_once_it_is_too_much() -> None:
    with ollama() as local:
        text = config("basic", local.port) + "\nfrontendPolicies: {http: {maxBufferSize: 100000}}\n"
        with running(text) as gateway, gateway.connect() as sock:
            sock.sendall(b"POST %s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" % CHAT.encode())
            for _ in range(11):
                sock.sendall(b"2800\r\n" + b"x" * 10_240 + b"\r\n")
            assert sock.recv(4096).startswith(b"HTTP/1.1 413 ")
        assert not local.asked


def test_a_bomb_is_not_unpacked_whole() -> None:
    """A megabyte of gzip that stands for a gigabyte of zeros."""
    packer = zlib.compressobj(9, wbits=31)
    begin = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    bomb = begin + again * 1023
    assert len(bomb) < 2 * MIB
    with staged("basic", "guide") as stage, stage.gateway.connect() as sock:
        tracemalloc.start()
        try:
            head = f"POST {CHAT} HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
            sock.sendall(head.encode() + bomb)
            assert sock.recv(4096).startswith(b"HTTP/1.1 413 ")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 200 * MIB
        assert not stage.local.asked
