"""`openai-errors`: what the gateway itself refuses, as clients read it; every code that can be reached is."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import anthropic
import openai
import pytest

from agwctl.llm.error_body import CODES
from bench.ports import refusing_port
from tests.guide.stage import CHAT, chat, config
from tests.proxy.running import Running, running
from tests.proxy.upstream import Answer, Seen, reply, upstream


def silent(seen: Seen) -> Iterator[bytes]:
    seen.wait_for_end(1)
    yield b""


def told(port: int) -> str:
    return config("model-omitted", port)


def timed(policy: str) -> Callable[[int], str]:
    return lambda port: told(port).replace("    - policies:", f"    - policies:\n        timeout: {{{policy}: 80ms}}")


def custom(port: int) -> str:
    return told(port).replace("openAI: {}", "custom: {formats: [{type: completions}]}")


def addressless(port: int) -> str:
    lines = custom(port).splitlines()
    return "\n".join(line for line in lines if "hostOverride" not in line)


def weightless(port: int) -> str:
    return told(port).replace("      - ai:", "      - weight: 0\n        ai:")


def small(port: int) -> str:
    return told(port) + "frontendPolicies: {http: {maxBufferSize: 100}}\n"


FINE = reply(200, {"model": "m", "choices": []})
BIG = json.dumps(chat(padding="x" * 200)).encode()
EMBED = b'{"model":"m","input":"x"}'

# code: (answer of the upstream, configuration, body, headers, path)
CASES: dict[str, tuple[Any, Callable[[int], str], bytes, dict[str, str], str]] = {
    "invalid_json": (FINE, told, b"{", {}, CHAT),
    "invalid_request": (FINE, told, b'{"model":"m"}', {}, CHAT),
    "model_missing": (FINE, told, b'{"messages":[]}', {}, CHAT),
    "body_too_large": (FINE, small, BIG, {}, CHAT),
    "unsupported_encoding": (FINE, told, b"{}", {"content-encoding": "zstd"}, CHAT),
    "undecodable_body": (FINE, told, b"{}", {"content-encoding": "gzip"}, CHAT),
    "unsupported_conversion": (FINE, custom, EMBED, {}, "/v1/embeddings"),
    "no_upstream_host": (FINE, addressless, b"{}", {}, CHAT),
    "no_backend": (FINE, weightless, b"{}", {}, CHAT),
    "upstream_broke_off": (None, told, json.dumps(chat()).encode(), {}, CHAT),
    "upstream_timeout": (silent, timed("backendRequestTimeout"), json.dumps(chat()).encode(), {}, CHAT),
    "request_timeout": (silent, timed("requestTimeout"), json.dumps(chat()).encode(), {}, CHAT),
    "upstream_reply_unreadable": (reply(200, b"<html>"), told, json.dumps(chat()).encode(), {}, CHAT),
    "upstream_refused": ("nobody", told, json.dumps(chat()).encode(), {}, CHAT),
}
ELSEWHERE = {
    "upstream_unresolved": "tests/proxy/test_forward.py, where names can be made to fail",
    "upstream_unreachable": "tests/proxy/test_failure_answer.py: no test may send to an address that is not ours",
    "upstream_reply_too_large": "tests/proxy/test_llm_reply.py; guide mode has no such limit",
    "conversion_not_built": "tests/llm/test_formats.py; validate and serve refuse what would lead there",
    "rate_limited": "not built yet",
    "unauthorized": "not built yet",
    "forbidden": "not built yet",
    "overloaded": "not reached: a server without free workers answers before a route is known",
}


def test_every_code_is_reached_or_its_absence_explained() -> None:
    assert CASES.keys() | ELSEWHERE.keys() == CODES.keys()
    assert not CASES.keys() & ELSEWHERE.keys()


@contextmanager
def prepared(code: str, compat: str) -> Iterator[tuple[Running, Callable[[str], Any]]]:
    """A gateway, and the case's request to send it at another path."""
    answer, text, body, headers, _ = CASES[code]
    script: Answer = answer if callable(answer) else lambda seen: answer
    with upstream(script) as behind, refusing_port() as nobody:
        port = nobody if answer == "nobody" else behind.port
        with running(text(port), compat) as gateway:

            def ask(path: str) -> Any:
                lines = [
                    f"POST {path} HTTP/1.1",
                    "Host: gw.test",
                    "Content-Type: application/json",
                    "Connection: close",
                ]
                lines += [f"{name}: {value}" for name, value in headers.items()]
                head = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""])
                return gateway.raw(head.encode() + body)

            yield gateway, ask


@pytest.mark.parametrize("code", CASES)
def test_openai_shape(code: str) -> None:
    with prepared(code, "guide") as (gateway, ask):
        answer = ask(CASES[code][4])
        error = json.loads(answer.body)["error"]
        assert list(json.loads(answer.body)) == ["error"]
        assert list(error) == ["message", "type", "param", "code"]
        assert (answer.status, error["code"], error["param"]) == (CODES[code].status, code, None)
        assert CODES[code].next_step in error["message"]
        assert dict(answer.headers)["content-type"] == "application/json"
        assert f"http.status={answer.status} " in gateway.log()[0]
        assert json.dumps(error["message"], ensure_ascii=False) in gateway.log()[0]


@pytest.mark.parametrize("code", CASES)
def test_the_release_answers_in_text(code: str) -> None:
    with prepared(code, "1.4") as (_, ask):
        answer = ask(CASES[code][4])
    assert (answer.status in (500, 503, 504), dict(answer.headers)["content-type"]) == (True, "text/plain")
    begins = ("processing failed: ", "upstream call", "request timeout", "no valid backends")
    assert answer.body.decode().startswith(begins)


@pytest.mark.parametrize("code", ["upstream_refused", "upstream_broke_off", "upstream_timeout", "no_backend"])
def test_anthropic_shape(code: str) -> None:
    with prepared(code, "guide") as (_, ask):
        answer = ask("/v1/messages")
        body = json.loads(answer.body)
    assert answer.status == CODES[code].status
    assert list(body) == ["type", "error"]
    assert (body["type"], list(body["error"]), body["error"]["type"]) == ("error", ["type", "message"], "api_error")


EXCEPTIONS: dict[int, type[openai.APIStatusError]] = {
    400: openai.BadRequestError,
    413: openai.APIStatusError,
    415: openai.APIStatusError,
    500: openai.InternalServerError,
    502: openai.InternalServerError,
    503: openai.InternalServerError,
    504: openai.InternalServerError,
}


@pytest.mark.parametrize("code", ["model_missing", "body_too_large", "upstream_refused", "upstream_reply_unreadable"])
def test_the_openai_package_raises_with_the_message(code: str) -> None:
    with prepared(code, "guide") as (gateway, _):
        url = f"http://127.0.0.1:{gateway.port}/v1"
        model = "" if code == "model_missing" else "m"
        with (
            openai.OpenAI(base_url=url, api_key="x", max_retries=0) as client,
            pytest.raises(openai.APIStatusError) as caught,
        ):
            client.chat.completions.create(model=model, messages=[{"role": "user", "content": "x" * 90}])
    assert type(caught.value) is EXCEPTIONS[CODES[code].status]
    assert (caught.value.status_code, caught.value.code) == (CODES[code].status, code)
    assert CODES[code].next_step in caught.value.message


def test_the_openai_package_while_it_streams() -> None:
    with prepared("upstream_refused", "guide") as (gateway, _):
        url = f"http://127.0.0.1:{gateway.port}/v1"
        with (
            openai.OpenAI(base_url=url, api_key="x", max_retries=0) as client,
            pytest.raises(openai.InternalServerError, match="ollama serve"),
        ):
            client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}], stream=True)


def test_the_anthropic_package_raises_with_the_message() -> None:
    with prepared("upstream_refused", "guide") as (gateway, _):
        url = f"http://127.0.0.1:{gateway.port}"
        with (
            anthropic.Anthropic(base_url=url, api_key="x", max_retries=0) as client,
            pytest.raises(anthropic.InternalServerError, match="ollama serve"),
        ):
            client.messages.create(model="m", max_tokens=3, messages=[{"role": "user", "content": "x"}])


def test_ollama_is_down() -> None:
    """The troubleshooting of both guides: the client and the operator read what to type next."""
    with refusing_port() as nowhere, running(config("basic", nowhere)) as gateway:
        answer = gateway.ask(CHAT, chat())
        message = json.loads(answer.body)["error"]["message"]
        said, step = "Connection refused (os error 111)", CODES["upstream_refused"].next_step
        assert message == f"localhost:{nowhere}: {said}. {step} (agwctl explain A01)"
        assert gateway.warnings == [message]
        gateway.ask("/api/version")
        assert gateway.warnings == [message]


@pytest.mark.parametrize(
    "said", [b"\x15\x03\x01\x00\x02\x02\x46", b"SSH-2.0-OpenSSH_9.2\r\n", b"-ERR unknown command\r\n"]
)
def test_something_else_listens_at_ollama_s_address(said: bytes) -> None:
    with upstream(lambda seen: [said]) as behind, running(config("basic", behind.port)) as gateway:
        answer = gateway.ask(CHAT, chat())
        error = json.loads(answer.body)["error"]
        assert (answer.status, error["code"]) == (502, "upstream_reply_unreadable")
        assert error["message"].startswith(
            f"localhost:{behind.port}: invalid HTTP version parsed. Check that the address"
        )
        assert gateway.warnings == [error["message"]]


@pytest.mark.parametrize("target", ["/nowhere", "/v1/chat/completions"])
def test_errors_that_no_llm_route_made_stay_text(target: str) -> None:
    text = config("kubernetes", 1)
    with running(text) as gateway:
        answer = gateway.ask(target, chat())
    assert (answer.status, answer.body) == (404, b"route not found")


def test_what_ollama_says_itself_passes_unchanged() -> None:
    said = b'{"error":"model \'llama3.2\' not found"}'
    packed = gzip.compress(said, mtime=0)
    for sent in (reply(404, said), reply(404, packed, "content-encoding: gzip"), reply(500, b"")):
        with upstream(sent) as behind, running(told(behind.port)) as gateway:
            answer = gateway.ask(CHAT, chat())
        assert answer.body == sent.partition(b"\r\n\r\n")[2]
