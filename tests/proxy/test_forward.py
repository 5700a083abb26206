"""Requests to host backends: what the upstream sees, what the client sees, and what becomes of both when one fails."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.ports import refusing_port
from tests.proxy.running import Running, running
from tests.proxy.upstream import Seen, Upstream, chunked, reply, upstream


def to(address: str, policies: str = "", backend: str = "") -> str:
    route = f"policies: {{{policies}}}, backends: [{{host: '{address}'{backend}}}]"
    return f"binds: [{{port: PORT, listeners: [{{routes: [{{{route}}}]}}]}}]"


@pytest.fixture
def behind() -> Iterator[Upstream]:
    with upstream(reply(200, b"fine", "X-Case: Kept")) as server:
        yield server


@pytest.fixture
def gateway(behind: Upstream) -> Iterator[Running]:
    with running(to(behind.address)) as serving:
        yield serving


def test_a_request_goes_on_as_it_came(gateway: Running, behind: Upstream) -> None:
    answer = gateway.raw(
        b"PUT /a//b/../c?x=%20&y HTTP/1.1\r\nHost: gw.test\r\nUser-Agent: curl/8\r\nX-One: 1\r\nCookie: a=1\r\n"
        b"Authorization: Bearer t\r\nX-Two: 2\r\nCookie: b=2\r\nConnection: close, x-hop\r\nX-Hop: 1\r\n"
        b"Keep-Alive: timeout=5\r\nTE: trailers, deflate\r\nProxy-Authorization: x\r\nContent-Length: 4\r\n\r\nbody"
    )
    assert (answer.status, answer.body) == (200, b"fine")
    seen = behind.last
    assert (seen.method, seen.target, seen.version, seen.body) == ("PUT", "/a//b/../c?x=%20&y", "HTTP/1.1", b"body")
    assert dict(seen.headers) == {
        "user-agent": "curl/8",
        "x-one": "1",
        "authorization": "Bearer t",
        "x-two": "2",
        "cookie": "a=1; b=2",
        "te": "trailers",
        "content-length": "4",
        "host": "gw.test",
    }
    assert seen.headers[-1] == ("host", "gw.test")


def test_an_answer_comes_back_as_it_was(gateway: Running, behind: Upstream) -> None:
    behind.answer = lambda seen: (
        b"HTTP/1.1 299 Odd But True\r\nX-Case: Kept\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nServer: me\r\n"
        b"Connection: x-hop\r\nDate: yesterday\r\nContent-Length: 2\r\n\r\nok"
    )
    with gateway.connect() as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert sock.recv(4096) == (
            b"HTTP/1.1 299 Odd But True\r\nX-Case: Kept\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nServer: me\r\n"
            b"Date: yesterday\r\nContent-Length: 2\r\n\r\nok"
        )


def test_a_date_is_added_when_there_is_none(gateway: Running, behind: Upstream) -> None:
    answer = gateway.ask("/")
    assert [name for name, _ in answer.headers] == ["x-case", "content-length", "connection", "date"]


@pytest.mark.parametrize(
    ("where", "policies", "sent", "host"),
    [
        ("127.0.0.1", "", "gw.test:81", "gw.test:81"),
        ("127.0.0.1", "", "gw.test:80", "gw.test"),
        ("localhost", "", "gw.test:81", "localhost"),
        ("localhost", "urlRewrite: {authority: {full: 'o.test:11434'}}", "gw.test", "o.test:11434"),
        ("localhost", "urlRewrite: {authority: none}", "gw.test:81", "gw.test:81"),
        ("localhost", "urlRewrite: {authority: auto}", "gw.test:81", "localhost"),
        ("localhost", "urlRewrite: {path: {full: /x}}", "gw.test:81", "localhost"),
        ("localhost", "requestHeaderModifier: {set: {host: h.test}}", "gw.test", "localhost"),
        ("127.0.0.1", "requestHeaderModifier: {set: {host: h.test}}", "gw.test", "h.test"),
    ],
)
def test_which_host_the_upstream_sees(behind: Upstream, where: str, policies: str, sent: str, host: str) -> None:
    with running(to(f"{where}:{behind.port}", policies)) as serving:
        serving.ask("/", headers={"host": sent})
    assert behind.last.header("host") == host


def test_connections_are_used_again_and_dead_ones_replaced(gateway: Running, behind: Upstream) -> None:
    for _ in range(3):
        assert gateway.ask("/").status == 200
    assert behind.connections == 1
    behind.answer = lambda seen: iter([reply(200, b"and gone")])
    assert gateway.ask("/").body == b"and gone"
    behind.wait_until_closed()
    behind.answer = lambda seen: reply(200, b"anew")
    assert gateway.ask("/").body == b"anew"
    assert [seen.connection for seen in behind.seen] == [0, 0, 0, 0, 1]


@pytest.mark.parametrize("framing", ["length", "chunks"])
def test_megabytes_pass_in_both_directions(behind: Upstream, gateway: Running, framing: str) -> None:
    """Without being held: no limit applies to host backends."""
    data = bytes(range(256)) * 4096 * 5
    behind.answer = lambda seen: reply(200, seen.body)
    client = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=20)
    sent = data if framing == "length" else iter([data[:100_000], data[100_000:]])
    client.request("POST", "/", sent, encode_chunked=framing == "chunks", headers=encoding(framing))
    answer = client.getresponse()
    assert answer.read() == data
    client.close()
    seen = behind.last
    assert seen.header("content-length") == (str(len(data)) if framing == "length" else None)
    assert seen.header("transfer-encoding") == (None if framing == "length" else "chunked")


def encoding(framing: str) -> dict[str, str]:
    return {"transfer-encoding": "chunked"} if framing == "chunks" else {}


def test_pieces_leave_at_once(behind: Upstream, gateway: Running) -> None:
    said = threading.Event()

    def speak(seen: Seen) -> Iterator[bytes]:
        yield chunked() + b"3\r\none\r\n"
        assert said.wait(5), "the first piece has not reached the client"
        yield b"3\r\ntwo\r\n0\r\n\r\n"

    behind.answer = speak
    client = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=5)
    client.request("GET", "/")
    answer = client.getresponse()
    assert answer.read1(100) == b"one"
    said.set()
    assert answer.read() == b"two"
    client.close()


def test_old_clients(gateway: Running, behind: Upstream) -> None:
    behind.answer = lambda seen: iter([chunked() + b"2\r\nok\r\n0\r\n\r\n"])
    with gateway.connect() as sock:
        sock.sendall(b"GET / HTTP/1.0\r\nHost: a\r\n\r\n")
        received = b"".join(iter(lambda: sock.recv(4096), b""))
    assert received.startswith(b"HTTP/1.0 200 OK\r\n")
    assert received.endswith(b"\r\n\r\nok")
    assert b"chunked" not in received.lower()
    assert behind.last.version == "HTTP/1.0"


def test_head_has_a_length_and_no_body(gateway: Running, behind: Upstream) -> None:
    behind.answer = lambda seen: b"HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n"
    answer = gateway.ask("/", method="HEAD")
    assert (dict(answer.headers)["content-length"], answer.body, behind.last.method) == ("1234", b"", "HEAD")


def test_a_unix_socket(tmp_path: Path) -> None:
    path = tmp_path / "o.sock"
    with socket.socket(socket.AF_UNIX) as listener, running(to(f"unix:{path}")) as serving:
        listener.bind(str(path))
        listener.listen()

        def answer() -> None:
            sock, _ = listener.accept()
            with sock:
                sock.recv(4096)
                sock.sendall(reply(200, b"from a socket"))

        thread = threading.Thread(target=answer)
        thread.start()
        assert serving.ask("/").body == b"from a socket"
        thread.join()


NOTHING = "upstream call failed: SendRequest: connection closed before message completed"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (None, NOTHING),
        ([b"HTTP/1.1 200 OK\r\nContent-Le"], NOTHING),
        ([b"SSH-2.0-OpenSSH_9.2\r\n\r\n"], "upstream call failed: SendRequest: invalid HTTP version parsed"),
    ],
)
def test_an_upstream_that_does_not_answer(
    behind: Upstream, gateway: Running, said: list[bytes] | None, text: str
) -> None:
    behind.answer = lambda seen: said
    answer = gateway.ask("/")
    assert (answer.status, answer.body.decode()) == (503, text)
    assert gateway.fields()["reason"] == "UpstreamFailure"
    assert len(behind.seen) == 1, "what may have arrived is not sent twice"


@pytest.mark.parametrize("compat", ["guide", "1.4"])
def test_nobody_listens(compat: str) -> None:
    with refusing_port() as nowhere, running(to(f"127.0.0.1:{nowhere}"), compat) as serving:
        for _ in range(2):
            answer = serving.ask("/")
            assert (answer.status, dict(answer.headers)["content-type"]) == (503, "text/plain")
            assert answer.body == b"upstream call failed: Connect: Connection refused (os error 111)"
        serving.log(2)
        assert len(serving.warnings) == 1
        assert f"127.0.0.1:{nowhere}" in serving.warnings[0]


def test_a_name_that_means_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: object, **more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with running(to("ollama.invalid:11434")) as serving, monkeypatch.context() as patch:
        real = socket.getaddrinfo
        patch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *rest, **more: (unknown if "ollama" in host else real)(host, *rest, **more),
        )
        answer = serving.ask("/")
    assert (answer.status, answer.body) == (503, b"backends required DNS resolution which failed")


def late(seconds: float) -> Iterator[bytes]:
    time.sleep(seconds)
    yield reply(200, b"late")


@pytest.mark.parametrize(
    ("policies", "backend", "text"),
    [
        ("timeout: {requestTimeout: 150ms}", "", b"request timeout"),
        ("timeout: {backendRequestTimeout: 150ms}", "", b"upstream call timeout"),
        ("", ", policies: {http: {requestTimeout: 150ms}}", b"upstream call timeout"),
        (
            "timeout: {backendRequestTimeout: 60s}",
            ", policies: {http: {requestTimeout: 150ms}}",
            b"upstream call timeout",
        ),
    ],
)
def test_timeouts(behind: Upstream, policies: str, backend: str, text: bytes) -> None:
    behind.answer = lambda seen: late(0.5)
    began = time.monotonic()
    with running(to(behind.address, policies, backend)) as serving:
        answer = serving.ask("/")
        assert (answer.status, answer.body) == (504, text)
        assert 0.14 < time.monotonic() - began < 0.45
        assert serving.fields()["reason"] == "Timeout"


def test_a_slow_upload_counts_into_the_request_s_time(behind: Upstream) -> None:
    with running(to(behind.address, "timeout: {requestTimeout: 150ms}")) as serving, serving.connect() as sock:
        sock.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
        answer = sock.recv(4096)
    assert answer.startswith(b"HTTP/1.1 504 ")
    assert answer.endswith(b"request timeout")


def test_a_body_is_not_cut_by_a_timeout(behind: Upstream) -> None:
    def slow(seen: Seen) -> Iterator[bytes]:
        yield chunked()
        time.sleep(0.3)
        yield b"2\r\nok\r\n0\r\n\r\n"

    behind.answer = slow
    policies = "timeout: {requestTimeout: 100ms, backendRequestTimeout: 100ms}"
    with running(to(behind.address, policies)) as serving:
        assert serving.ask("/").body == b"ok"


@pytest.mark.parametrize(
    "broken",
    [chunked() + b"5\r\nfirst\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nfirst"],
)
def test_an_upstream_that_dies_leaves_a_short_body(behind: Upstream, gateway: Running, broken: bytes) -> None:
    behind.answer = lambda seen: [broken]
    answer = gateway.ask("/")
    assert (answer.status, answer.complete) == (200, False)
    assert gateway.fields()["http.status"] == "200"


@pytest.mark.parametrize("start", [[], [chunked() + b"5\r\nfirst\r\n"]])
def test_a_client_that_leaves_ends_the_upstream_s_work(behind: Upstream, gateway: Running, start: list[bytes]) -> None:
    """Whether it waits for the head or reads a stream."""
    noticed: list[float] = []

    def think(seen: Seen) -> Iterator[bytes]:
        yield from start
        seen.wait_for_end()
        noticed.append(seen.left or 0.0)

    behind.answer = think
    with gateway.connect() as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert behind.last.target == "/"
        if start:
            assert sock.recv(4096)
        left = time.monotonic()
    fields = gateway.fields()
    deadline = time.monotonic() + 1
    while not noticed and time.monotonic() < deadline:
        time.sleep(0.002)
    assert noticed[0] - left < 0.1
    assert fields.get("http.status") == ("200" if start else None)
