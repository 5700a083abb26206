"""The access log's lines, in agentgateway's text and JSON forms."""

from __future__ import annotations

import json
import re

import pytest

from agwctl.proxy.access_log import AccessLog
from agwctl.proxy.exchange import Exchange, LlmFacts
from agwctl.proxy.failure import Reason
from agwctl.proxy.route import Route
from tests.proxy.exchanges import exchange

STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"


def text(done: Exchange, seconds: float = 0.0129) -> str:
    """The line's fields."""
    lines: list[bytes] = []
    AccessLog(lines.append).record(done, seconds)
    (line,) = lines
    found = re.fullmatch(f"{STAMP}\tinfo\trequest (.*)\n", line.decode())
    assert found, line
    return found[1]


def finished(target: str = "/x?q=1", **facts: object) -> Exchange:
    done = exchange(target, route=Route("default/route0", 0))
    done.listener, done.endpoint, done.status = "listener0", "127.0.0.1:11434", 200
    if facts:
        done.protocol, done.llm = "llm", LlmFacts(**facts)  # type: ignore[arg-type]
    return done


BEFORE = (
    "gateway=default/default listener=listener0 route=default/route0 endpoint=127.0.0.1:11434 "
    "src.addr=127.0.0.1:50000 http.method=GET http.host=gw.test http.path=/x?q=1 http.version=HTTP/1.1 http.status=200"
)


def test_a_plain_request() -> None:
    assert text(finished()) == f"{BEFORE} protocol=http duration=12ms"


def test_an_llm_request() -> None:
    done = finished(
        operation="embeddings",
        provider="openai",
        request_model="nomic-embed-text",
        response_model="nomic-embed-text:latest",
        input_tokens=8,
        cached_tokens=2,
        output_tokens=0,
        parameters={"gen_ai.request.temperature": 0.699999988079071, "gen_ai.request.seed": 7},
    )
    assert text(done) == (
        f"{BEFORE} protocol=llm gen_ai.operation.name=embeddings gen_ai.provider.name=openai "
        "gen_ai.request.model=nomic-embed-text gen_ai.response.model=nomic-embed-text:latest "
        "gen_ai.usage.input_tokens=8 gen_ai.usage.cache_read.input_tokens=2 gen_ai.usage.output_tokens=0 "
        "gen_ai.request.temperature=0.699999988079071 gen_ai.request.seed=7 duration=12ms"
    )


def test_a_failure_says_why() -> None:
    done = finished()
    done.status, done.reason, done.error = 503, Reason.UPSTREAM_FAILURE, 'said "no"\n'
    assert text(done).endswith(r'protocol=http error="said \"no\"\n" reason=UpstreamFailure duration=12ms')


def test_a_client_that_left_has_neither_status_nor_reason() -> None:
    done = finished()
    done.status, done.reason, done.error = None, Reason.INTERNAL, "unsaid"
    line = text(done)
    assert not any(name in line for name in ("http.status", "reason", "error"))


def test_a_request_without_host_shows_little() -> None:
    done = finished()
    done.host = done.listener = done.route = done.endpoint = None
    done.status, done.reason, done.error = 503, Reason.INTERNAL, "no host"
    assert text(done) == (
        'src.addr=127.0.0.1:50000 http.status=503 protocol=http error="no host" reason=Internal duration=12ms'
    )


@pytest.mark.parametrize(
    ("peer", "shown"),
    [
        (("::ffff:10.0.0.7", 5), "10.0.0.7:5"),
        (("10.0.0.7", 5), "10.0.0.7:5"),
        (("2001:db8::1", 5), "[2001:db8::1]:5"),
    ],
)
def test_addresses(peer: tuple[str, int], shown: str) -> None:
    done = finished()
    done.request.peer = peer
    assert f" src.addr={shown} " in text(done)


def test_a_trace_is_named() -> None:
    done = finished()
    done.trace = ("0af7", "b7ad")
    assert "http.status=200 trace.id=0af7 span.id=b7ad protocol=http" in text(done)


@pytest.mark.parametrize("model", ["a\nb", "a\r\nforged\tinfo\trequest http.status=200", "\x1b[2J", "x\u2028y", "\x00"])
@pytest.mark.parametrize("as_json", [False, True])
def test_a_client_cannot_forge_lines(model: str, as_json: bool) -> None:
    lines: list[bytes] = []
    AccessLog(lines.append, as_json=as_json).record(finished(request_model=model, response_model=model), 0)
    (line,) = lines
    shown = line.decode()
    assert re.fullmatch("[^\x00-\x08\x0a-\x1f\x7f]*\n", shown)
    assert as_json or len(shown.splitlines()) == 1


def test_a_client_s_words_keep_their_sense() -> None:
    assert r"gen_ai.request.model=a\nb\x1b[2J " in text(finished(request_model="a\nb\x1b[2J", response_model="x"))


def test_a_name_of_megabytes_is_cut() -> None:
    assert len(text(finished(request_model="m" * 10**6))) < 2000


def test_any_text_of_a_client_can_be_written() -> None:
    assert "gen_ai.request.model=Modell-ä-\\udc80" in text(finished(request_model="Modell-ä-\udc80"))


def test_json() -> None:
    lines: list[bytes] = []
    done = finished(request_model='m"1', input_tokens=5)
    AccessLog(lines.append, as_json=True).record(done, 1.5)
    record = json.loads(lines[0])
    assert re.fullmatch(STAMP, record.pop("time"))
    assert list(record) == [
        *("level", "scope", "gateway", "listener", "route", "endpoint", "src.addr", "http.method", "http.host"),
        *("http.path", "http.version", "http.status", "protocol", "gen_ai.operation.name", "gen_ai.request.model"),
        *("gen_ai.usage.input_tokens", "duration"),
    ]
    assert (record["http.status"], record["duration"], record["gen_ai.request.model"]) == (200, "1500ms", 'm"1')
