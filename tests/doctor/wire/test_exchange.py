"""One request to peers of every kind: whatever they do is a value, in time, and small."""

from __future__ import annotations

import json
import ssl
import time
import tracemalloc

import pytest
import trustme

from agwctl import __version__
from agwctl.doctor.facts.network import Answer, Connect, Dial, Trouble
from agwctl.doctor.wire.exchange import exchange
from agwctl.testing import ollama
from bench.ports import free_port
from tests.doctor.rough import ROUGH, Rough, flood, hang_after, rough, says

SECONDS = 0.2
HEAD = b"HTTP/1.1 200 OK\r\n"
ENDS = {
    "hangs": (0, Trouble.TIMEOUT),
    "hangs in its first line": (0, Trouble.TIMEOUT),
    "hangs in its headers": (0, Trouble.TIMEOUT),
    "hangs in its answer": (200, Trouble.TIMEOUT),
    "resets": (0, Trouble.RESET),
    "hangs up": (0, Trouble.CLOSED),
    "hangs up in its headers": (0, Trouble.CLOSED),
    "hangs up in its answer": (200, Trouble.CLOSED),
    "drips": (0, Trouble.TIMEOUT),
    "drips its answer": (200, Trouble.TIMEOUT),
    "floods": (200, Trouble.TOO_LONG),
    "floods without a head": (0, Trouble.FOREIGN),
    "floods with headers": (0, Trouble.TOO_LONG),
    "floods with one header": (0, Trouble.TOO_LONG),
    "floods with interim answers": (100, Trouble.TOO_LONG),
    "floods with chunks": (200, Trouble.TOO_LONG),
    "has no UTF-8": (200, None),
    "redirects to itself": (302, None),
    "is another program": (0, Trouble.FOREIGN),
    "says a TLS alert": (0, Trouble.FOREIGN),
    "has a broken length": (200, Trouble.MALFORMED),
    "has a broken chunk": (200, Trouble.MALFORMED),
    "has nested JSON": (200, None),
}
"""Status, and what went wrong."""


def ask(running: Rough, path: str = "/", **how) -> Answer:
    return exchange(running.address, how.pop("method", "GET"), path, seconds=how.pop("seconds", SECONDS), **how)


def answer_to(*pieces: bytes, **how) -> Answer:
    with rough(says(*pieces)) as running:
        return ask(running, **how)


@pytest.mark.parametrize("kind", ROUGH)
def test_every_peer_ends_in_time_and_in_little_memory(kind):
    with rough(ROUGH[kind]) as running:
        tracemalloc.start()
        begin = time.monotonic()
        answer = ask(running)
        taken, (_, peak) = time.monotonic() - begin, tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert taken < SECONDS + 0.3
    assert peak < 4 * 2**20
    assert len(answer.body) <= 65_536
    assert len(answer.raw) <= 64
    assert (answer.status, answer.trouble) == ENDS[kind]
    assert (answer.trouble is None) == answer.is_whole == (not answer.problem)


def test_what_came_before_the_end_is_kept():
    answer = answer_to(HEAD + b"Content-Type: text/html\r\nContent-Length: 100\r\n\r\n<html>")
    assert (answer.text, answer.content_type, answer.line) == ("<html>", "text/html", "200 text/html")
    assert answer.problem == "it hung up in the middle of its answer"


@pytest.mark.parametrize(
    ("kind", "problem"), [("hangs", "no answer within 0.2 s"), ("hangs in its answer", "no whole answer within 0.2 s")]
)
def test_how_long_was_waited(kind, problem):
    with rough(ROUGH[kind]) as running:
        assert ask(running).problem == problem


def test_a_protocol_is_told_by_its_first_bytes():
    with rough(ROUGH["says a TLS alert"]) as running:
        assert ask(running).raw == bytes.fromhex("15030100020246")
    with rough(ROUGH["is another program"]) as running:
        assert ask(running).body.startswith(b"SSH-2.0")


def test_nothing_listens():
    answer = exchange(("127.0.0.1", free_port()), "GET", "/", seconds=SECONDS)
    assert (answer.status, answer.trouble) == (0, Trouble.CONNECT)
    assert answer.problem.endswith(": refused") and answer.line == answer.problem


def test_chunks_are_put_together_and_interim_answers_left_out():
    answer = answer_to(
        b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n",
        HEAD
        + b"transfer-encoding: Chunked\r\nX-One:  a \r\nX-ONE: b\r\n\r\n3\r\nabc\r\n1;e=1\r\nd\r\n0\r\nT: 1\r\n\r\n",
    )
    assert (answer.text, answer.is_whole, answer.headers["x-one"]) == ("abcd", True, "b")
    assert "link" not in answer.headers


@pytest.mark.parametrize("head", [b"HTTP/1.1 204 No Content\r\n\r\n", b"HTTP/1.1 304 Not Modified\r\n\r\n"])
def test_an_answer_that_has_no_body_is_not_waited_for(head):
    with rough(hang_after(head)) as running:
        assert ask(running).is_whole


def test_nor_that_of_head():
    with rough(hang_after(HEAD + b"Content-Length: 100\r\n\r\n")) as running:
        assert ask(running, method="HEAD").is_whole


def test_the_limit_is_one_of_the_caller():
    answer = answer_to(HEAD + b"Content-Length: 100\r\n\r\n" + b"x" * 100, limit=10)
    assert (len(answer.body), answer.trouble) == (10, Trouble.TOO_LONG)
    assert answer_to(HEAD + b"\r\n" + b"x" * 100, limit=100).is_whole


def test_a_flood_is_not_drunk():
    with rough(flood) as running:
        ask(running)
    assert running.sent < 32 * 2**20


def test_what_is_sent(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with rough(says(HEAD + b"\r\n")) as running:
        ask(running, "/a b\r\nX: ä", headers={"Host": "h:1", "Origin": "x\r\nY: z"}, body=b"{}", method="POST")
    assert running.asked == [
        f"POST /a%20b%0D%0AX:%20%C3%A4 HTTP/1.1\r\nUser-Agent: agwctl/{__version__}\r\nAccept: */*\r\n"
        "Accept-Encoding: identity\r\nConnection: close\r\nHost: h:1\r\nOrigin: x  Y: z\r\n"
        "Content-Length: 2\r\n\r\n{}".encode()
    ]


def test_the_time_until_the_first_byte():
    with rough(hang_after(HEAD + b"Content-Length: 9\r\n\r\n")) as running:
        assert ask(running).seconds < SECONDS


def test_over_tls():
    authority, server = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(server)
    client = ssl.create_default_context()
    with rough(says(HEAD + b"Content-Length: 2\r\n\r\n{}"), tls=server) as running:
        refused = ask(running, tls=client, server_name="localhost")
        authority.configure_trust(client)
        trusted = ask(running, tls=client, server_name="localhost")
        other_name = ask(running, tls=client, server_name="other.test")
        no_name = ask(running, tls=client, server_name="a..b")
    assert (trusted.status, trusted.text, trusted.raw[:1]) == (200, "{}", b"\x16")
    assert (refused.trouble, refused.problem) == (
        Trouble.TLS,
        "certificate verify failed: unable to get local issuer certificate",
    )
    assert other_name.trouble is Trouble.TLS and "Hostname mismatch" in other_name.problem
    assert no_name.trouble is Trouble.TLS


@pytest.mark.parametrize("kind", ROUGH)
def test_over_tls_to_peers_that_do_not_speak_it(kind):
    context = ssl.create_default_context()
    with rough(ROUGH[kind]) as running:
        begin = time.monotonic()
        answer = ask(running, tls=context, server_name="localhost")
    assert time.monotonic() - begin < SECONDS + 0.3
    assert answer.status == 0 and answer.trouble in (Trouble.TLS, Trouble.TIMEOUT, Trouble.RESET, Trouble.CLOSED)


def test_rough_peers_that_speak_tls():
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority = trustme.CA()
    authority.issue_cert("localhost").configure_cert(server)
    authority.configure_trust(client)
    for kind in ("hangs", "drips", "floods", "hangs up in its answer"):
        with rough(ROUGH[kind], tls=server) as running:
            begin = time.monotonic()
            answer = ask(running, tls=client, server_name="localhost")
        assert time.monotonic() - begin < SECONDS + 0.3
        assert answer.trouble is not None


def test_an_ollama():
    with ollama(models=["llama3.2"]) as running:
        address, port = running.host.split(":")
        answer = exchange(Dial(address, int(port), Connect.OPEN), "GET", "/api/tags", seconds=1)
    assert answer.is_whole and json.loads(answer.body)["models"][0]["name"] == "llama3.2:latest"
    assert answer.raw.startswith(b"HTTP/1.1 200 OK\r\n")
