"""Requests to LLM backends: what they are taken for, what the upstream gets of them, what is logged."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.wire import Reply
from tests.proxy.running import running
from tests.proxy.upstream import Upstream, reply, upstream

CHAT = "/v1/chat/completions"
HELLO = {"model": "llama3.2", "messages": [{"role": "user", "content": "Hello"}]}
SAID = {"model": "llama3.2", "choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}}


@pytest.fixture
def behind() -> Iterator[Upstream]:
    with upstream(reply(200, SAID)) as server:
        yield server


def llm(
    behind: Upstream, backend: str = "", policies: str = "", provider: str = "{openAI: {}}", match: str = ""
) -> str:
    ai = f"{{name: n, hostOverride: 'localhost:{behind.port}', provider: {provider}{backend}}}"
    route = f"{{backends: [{{ai: {ai}}}], policies: {{{policies}}}{match}}}"
    return f"binds: [{{port: PORT, listeners: [{{routes: [{route}]}}]}}]"


def error(answer: Reply) -> Any:
    return json.loads(answer.body)["error"]


def test_a_chat_completion_is_written_again_with_its_fields_in_order(behind: Upstream) -> None:
    sent = (
        b'{ "unknown": [1, {"a": null}], "temperature": 0.7, "messages": [{"content": "Hi", "role": "user", "x": 1}],'
        b' "max_tokens": null, "stream": false, "model": "m", "n": null, "seed": 9007199254740993 }'
    )
    with running(llm(behind)) as serving, serving.connect() as sock:
        sock.sendall(
            b"POST /v1/chat/completions?x=1 HTTP/1.1\r\nHost: gw.test\r\nAuthorization: Bearer t\r\n"
            b"Accept-Encoding: gzip\r\nUser-Agent: u\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
            % (len(sent), sent)
        )
        assert sock.recv(4096).startswith(b"HTTP/1.1 200 ")
    seen = behind.last
    assert seen.target == "/v1/chat/completions?x=1"
    assert seen.body == (
        b'{"messages":[{"role":"user","content":"Hi","x":1}],"model":"m","temperature":0.7,"stream":false,'
        b'"seed":9007199254740993,"unknown":[1,{"a":null}],"n":null}'
    )
    assert dict(seen.headers) == {
        "authorization": "Bearer t",
        "accept-encoding": "gzip",
        "user-agent": "u",
        "content-type": "text/plain",
        "content-length": str(len(seen.body)),
        "host": "localhost",
    }


ROUTES = "ai: {routes: {%s}}"
EMBED = {"model": "nomic-embed-text", "input": ["a", "b"]}
RESPOND = {"model": "m", "input": "hi"}


@pytest.mark.parametrize(
    ("kind", "method", "body", "target", "sent"),
    [
        ("completions", "POST", HELLO, CHAT, HELLO),
        ("embeddings", "POST", EMBED, "/v1/embeddings", EMBED),
        ("responses", "POST", RESPOND, "/v1/responses", RESPOND),
        ("detect", "POST", {"any": "thing"}, "/any", {"any": "thing"}),
        ("passthrough", "DELETE", {"any": "thing"}, "/api/delete", {"any": "thing"}),
    ],
)
def test_kinds_of_requests(behind: Upstream, kind: str, method: str, body: Any, target: str, sent: Any) -> None:
    replies: dict[str, dict[str, Any]] = {
        "embeddings": {"object": "list", "data": [], "model": "n"},
        "responses": {"id": "r", "status": "completed", "output": [], "model": "n"},
    }
    behind.answer = lambda seen: reply(200, replies.get(kind, SAID))
    with running(llm(behind, policies=ROUTES % f"'{target}': {kind}, '*': models")) as serving:
        answer = serving.ask(target, body, method=method)
        assert answer.status == 200, answer.body
        fields = serving.fields()
    seen = behind.last
    assert (seen.method, seen.target, seen.json, seen.header("host")) == (method, target, sent, "localhost")
    assert fields["protocol"] == "llm"
    operation = {"passthrough": None, "embeddings": "embeddings"}.get(kind, "chat")
    assert fields.get("gen_ai.operation.name") == (operation if "model" in body else None)


def test_bodies_that_are_detected_or_passed_need_be_no_json(behind: Upstream) -> None:
    behind.answer = lambda seen: reply(200, b"\x00\xff")
    with running(llm(behind, policies=ROUTES % "'/d': detect, '/p': passthrough")) as serving:
        for target in ("/d", "/p"):
            answer = serving.ask(target, body="\x00 no json {", method="POST")
            assert (answer.status, answer.body) == (200, b"\x00\xff")
    assert [seen.body for seen in behind.seen] == [b"\x00 no json {"] * 2


@pytest.mark.parametrize("compat", ["guide", "1.4"])
def test_a_list_of_models_as_a_kind_is_not_implemented_there_either(behind: Upstream, compat: str) -> None:
    with running(llm(behind, policies=ROUTES % "'*': models"), compat) as serving:
        answer = serving.ask("/v1/models")
    assert (answer.status, answer.body) == (501, b'{"error":"Route \'Models\' not implemented"}')
    assert not behind.seen


def test_what_passes_has_no_limit_and_is_not_held(behind: Upstream) -> None:
    data = "x" * (5 << 20)
    behind.answer = lambda seen: reply(200, seen.body)
    with running(llm(behind, policies=ROUTES % "'*': passthrough"), "1.4") as serving:
        answer = serving.ask("/api/blobs/sha256:0", body=data, method="POST")
    assert answer.body == data.encode()


@pytest.mark.parametrize(
    ("backend", "kind", "asked", "sent"),
    [
        (", pathPrefix: /api/v9", "completions", "/x/chat?q=1", "/api/v9/chat/completions?q=1"),
        (", pathPrefix: ''", "completions", "/x", "/chat/completions"),
        (", pathOverride: '/fixed?y=2'", "completions", "/x?q=1", "/fixed?y=2"),
        (", pathOverride: /fixed", "passthrough", "/x?q=1", "/fixed"),
        (", pathPrefix: /p", "passthrough", "/v1/models?q=1", "/p/models?q=1"),
        (", pathPrefix: /p", "passthrough", "/v1x", "/p/v1x"),
        ("", "completions", "/any/path?q=1", "/any/path?q=1"),
    ],
)
@pytest.mark.parametrize("compat", ["guide", "1.4"])
def test_paths(behind: Upstream, compat: str, backend: str, kind: str, asked: str, sent: str) -> None:
    with running(llm(behind, backend, ROUTES % f"'*': {kind}"), compat) as serving:
        assert serving.ask(asked, HELLO).status == 200
    assert behind.last.target == sent


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(json.dumps(HELLO).encode(), mtime=0)),
        ("GZip", gzip.compress(json.dumps(HELLO).encode(), mtime=0)),
        ("deflate", zlib.compress(json.dumps(HELLO).encode())),
    ],
)
def test_a_packed_request_is_unpacked(behind: Upstream, encoding: str, packed: bytes) -> None:
    with running(llm(behind)) as serving, serving.connect() as sock:
        head = (
            f"POST {CHAT} HTTP/1.1\r\nHost: a\r\nContent-Encoding: {encoding}\r\nContent-Length: {len(packed)}\r\n\r\n"
        )
        sock.sendall(head.encode() + packed)
        assert sock.recv(4096).startswith(b"HTTP/1.1 200 ")
    assert (behind.last.json, behind.last.header("content-encoding")) == (HELLO, None)


@pytest.mark.parametrize(
    ("body", "headers", "guide", "code", "release"),
    [
        ("not json", {}, 400, "invalid_json", "failed to parse request: expected ident at line 1 column 2"),
        ("", {}, 400, "invalid_json", "failed to parse request: EOF while parsing a value at line 1 column 0"),
        ("{}", {}, 400, "invalid_request", "failed to parse request: missing field `messages` at line 1 column 2"),
        ('{"messages":[]}', {}, 400, "model_missing", "missing field: model not specified"),
        ("{}", {"content-encoding": "snappy"}, 415, "unsupported_encoding", "unsupported content encoding: snappy"),
        (
            "{}",
            {"content-encoding": "gzip"},
            400,
            "undecodable_body",
            "failed to encode response: Invalid gzip header",
        ),
    ],
)
def test_what_cannot_be_sent(
    behind: Upstream, body: str, headers: dict[str, str], guide: int, code: str, release: str
) -> None:
    with running(llm(behind)) as serving:
        answer = serving.ask(CHAT, body=body, method="POST", headers=headers)
        assert (answer.status, error(answer)["code"]) == (guide, code)
        assert release.partition(" at line")[0] in error(answer)["message"]
        assert serving.fields()["reason"] == "Internal"
    with running(llm(behind), "1.4") as serving:
        answer = serving.ask(CHAT, body=body, method="POST", headers=headers)
        assert (answer.status, answer.body.decode()) == (503, f"processing failed: {release}")
    assert not behind.seen


@pytest.mark.parametrize(
    ("buffer", "size", "guide", "release"),
    [
        ("", 2 << 20, 200, 503),
        ("maxBufferSize: 1000", 1100, 413, 503),
        ("maxBufferSize: 1000", 700, 200, 200),
        ("maxBufferSize: 8388608", 3 << 20, 200, 200),
    ],
)
def test_how_much_is_read(behind: Upstream, buffer: str, size: int, guide: int, release: int) -> None:
    message = {"role": "user", "content": "x" * size}
    text = llm(behind) + f"\nfrontendPolicies: {{http: {{{buffer}}}}}"
    for compat, status in (("guide", guide), ("1.4", release)):
        with running(text, compat) as serving:
            answer = serving.ask(CHAT, {**HELLO, "messages": [message]})
            assert answer.status == status, compat
            if status == 413:
                assert error(answer)["code"] == "body_too_large"
            elif status == 503:
                assert answer.body == b"processing failed: request was too large"


PARAMETERS = {
    **{"temperature": 0.7, "top_p": 0.5, "max_tokens": 9, "frequency_penalty": 1, "presence_penalty": 0.25, "seed": -7},
}


def test_what_the_log_says_of_a_request(behind: Upstream) -> None:
    with running(llm(behind)) as serving:
        serving.ask(CHAT, {**HELLO, **PARAMETERS})
        fields = serving.fields()
    shown = {name.removeprefix("gen_ai."): value for name, value in fields.items() if name.startswith("gen_ai.")}
    assert shown == {
        "operation.name": "chat",
        "provider.name": "openai",
        "request.model": "llama3.2",
        "response.model": "llama3.2",
        "usage.input_tokens": "5",
        "usage.output_tokens": "7",
        "request.temperature": "0.699999988079071",
        "request.top_p": "0.5",
        "request.max_tokens": "9",
        "request.frequency_penalty": "1.0",
        "request.presence_penalty": "0.25",
        "request.seed": "-7",
    }


CUSTOM = "{custom: {formats: [{type: completions}], providerOverride: mine}}"


def test_what_the_provider_does_not_speak(behind: Upstream) -> None:
    with running(llm(behind, provider=CUSTOM)) as serving:
        answer = serving.ask("/v1/embeddings", EMBED)
        assert (answer.status, error(answer)["code"]) == (400, "unsupported_conversion")
        assert "from Embeddings to provider mine" in error(answer)["message"]
    assert not behind.seen


def test_a_key_for_the_upstream(behind: Upstream) -> None:
    with running(llm(behind, policies="backendAuth: {key: s3cret}")) as serving:
        serving.ask(CHAT, HELLO, headers={"authorization": "Bearer client"})
        assert "s3cret" not in serving.log()[0]
    assert behind.last.header("authorization") == "Bearer s3cret"
