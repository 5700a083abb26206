"""The client against servers on real sockets: good ones, broken ones, slow ones."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
import time
from contextlib import suppress

import pytest
import trustme

from agwctl.ollama.address import Address
from agwctl.ollama.client import Client, CutOff, NotOllama, OllamaError, StatusError, TimedOut, Unreachable
from agwctl.ollama.replies import NEVER, nanoseconds
from tests.ollama.scripted import Request, Slow, cut, hang, reply, scripted

TAGS = {
    "models": [
        {
            "name": "llama3.2:latest",
            "model": "llama3.2:latest",
            "modified_at": "2026-11-25T12:00:00.5+01:00",
            "size": 2019393189,
            "digest": "a80c4f17acd5" + "0" * 52,
            "details": {"family": "llama", "families": None, "parameter_size": "3.2B", "quantization_level": "Q4_K_M"},
            "capabilities": ["completion", "tools"],
        },
        {"name": "old", "modified_at": "0001-01-01T00:00:00Z", "size": 1, "digest": "x"},
    ]
}


def test_typed_replies() -> None:
    def script(request: Request) -> bytes:
        path = request.line.split(" ")[1]
        running = {"name": "a", "size": 3, "size_vram": 1, "expires_at": "2319-01-01T00:00:00Z", "context_length": 7}
        return {
            "/": reply(200, "" if request.line.startswith("HEAD") else "Ollama is running", "text/plain"),
            "/api/version": reply(200, '{"version":"0.33.0"}'),
            "/api/tags": reply(200, json.dumps(TAGS)),
            "/api/ps": reply(200, json.dumps({"models": [running]})),
            "/api/show": reply(
                200, json.dumps({"details": {}, "model_info": {}, "seen": json.loads(request.body or b"0")})
            ),
            "/api/copy": reply(200),
        }[path]

    with scripted(script) as server, Client(server.address) as client:
        client.head()
        assert client.version() == "0.33.0"
        first, second = client.tags()
        assert (first.name, first.details.parameter_size) == ("llama3.2:latest", "3.2B")
        assert first.capabilities == ("completion", "tools")
        assert first.modified == nanoseconds("2026-11-25T11:00:00.500Z")
        assert second.modified == NEVER
        assert [(each.size_vram, each.context_length) for each in client.ps()] == [(1, 7)]
        assert client.show("a", verbose=True).model_info == {}
        assert client.send("POST", "/api/copy", {"source": "a", "destination": "b"}) is None
        assert len({request.headers["host"] for request in server.requests}) == 1
    assert json.loads(server.requests[4].body) == {"model": "a", "verbose": True}


def test_a_key_is_a_bearer_token_and_the_base_path_is_kept() -> None:
    with scripted(reply(200, '{"models":[]}')) as server:
        address = server.address._replace(path="ollama-api")
        with Client(address, api_key="k") as client:
            assert client.tags() == ()
    assert server.lines == ["GET /ollama-api/api/tags"]
    assert server.requests[0].headers["authorization"] == "Bearer k"


def test_a_stream_comes_object_by_object() -> None:
    body = b'{"status":"a"}\n\n{"status":"\xe2\x80\xa8"}\n{"error":"pull model manifest: file does not exist"}\n'
    with scripted(reply(200, body, "application/x-ndjson")) as server, Client(server.address) as client:
        found = client.stream("/api/pull", {"model": "a"})
        assert next(found) == {"status": "a"}
        assert next(found) == {"status": "\u2028"}
        with pytest.raises(StatusError) as failure:
            next(found)
    assert (failure.value.text, failure.value.status) == ("pull model manifest: file does not exist", 0)


@pytest.mark.parametrize(
    "said, kind, text, cause",
    [
        (reply(500), StatusError, "something went wrong, please see the ollama server logs for details", "500"),
        (reply(401, '{"error":"unauthorized"}'), StatusError, "something went wrong", "credentials"),
        (reply(403), StatusError, "something went wrong", "Host header"),
        (reply(404, '{"error":"model \'a\' not found"}'), StatusError, "model 'a' not found", "404 Not Found"),
        (reply(404, "<html>no</html>", "text/html"), StatusError, "<html>no</html>", "no Ollama has its root there"),
        (
            reply(200, "<html>", "text/html"),
            NotOllama,
            "invalid character '<' looking for beginning of value",
            "web page",
        ),
        (reply(200, '{"models":'), NotOllama, "unexpected end of JSON input", "not JSON"),
        (reply(200, "{} x"), NotOllama, "invalid character 'x' after top-level value", "not JSON"),
        (reply(200, '{"models":5}'), NotOllama, "unexpected reply of /api/tags", "not Ollama's"),
        (reply(200, '{"models":[{"name":5}]}'), NotOllama, "unexpected reply of /api/tags", "not Ollama's"),
        (reply(304), StatusError, "something went wrong", "304 Not Modified"),
        (reply(302, Location="/api/tags"), NotOllama, "stopped after 10 redirects", "circle"),
        (
            cut(reply(200, "{" * 99)[:-1]),
            CutOff,
            "unexpected EOF",
            "in the middle",
        ),
        (cut(b"SSH-2.0-OpenSSH\r\n\r\n"), NotOllama, "malformed HTTP response", "does not speak HTTP"),
        (Slow(b"", reset=True), CutOff, "read: connection reset by peer", "broke: connection reset by peer"),
        (cut(b""), CutOff, "EOF", "without an answer"),
    ],
)
def test_broken_servers(said, kind, text, cause) -> None:
    with scripted(said) as server, Client(server.address) as client, pytest.raises(kind) as failure:
        client.tags()
    assert text in failure.value.text
    assert cause in failure.value.cause


@pytest.mark.parametrize(
    "said",
    [
        hang(),
        Slow(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 500, 0.05),
        Slow(reply(200, b" " * 500), 0.01),
    ],
    ids=["hangs", "drips its head", "drips its body"],
)
def test_a_slow_server_ends_in_time(said) -> None:
    with scripted(said) as server, Client(server.address, timeout=0.3) as client:
        started = time.monotonic()
        with pytest.raises(TimedOut) as failure:
            client.tags()
        assert time.monotonic() - started < 1.5
    assert failure.value.text.endswith('/api/tags": context deadline exceeded')
    assert "within 0.3 seconds" in failure.value.cause


def test_the_deadline_holds_for_a_connection_that_was_kept() -> None:
    said: list[bytes | Slow] = [reply(200, '{"models":[]}'), Slow(reply(200, b" " * 500), 0.02)]
    with scripted(lambda request: said.pop(0)) as server, Client(server.address, timeout=0.3) as client:
        assert client.tags() == ()
        with pytest.raises(TimedOut):
            client.tags()


def test_a_bounded_stream_ends_in_time_and_the_next_call_is_not_blamed_for_it() -> None:
    said: list[bytes | Slow] = [reply(200), Slow(reply(200, b" " * 500), 0.02), cut(b"")]
    with scripted(lambda request: said.pop(0)) as server, Client(server.address, timeout=0.3) as client:
        client.head()
        with pytest.raises(TimedOut, match='/api/generate": context deadline exceeded'):
            list(client.stream("/api/generate", {}, bounded=True))
        with pytest.raises(CutOff):
            list(client.stream("/api/pull", {}))


def test_a_compressed_reply_is_neither_asked_for_nor_unpacked() -> None:
    packed = reply(200, gzip.compress(b'{"models":[]}'), **{"Content-Encoding": "gzip"})
    with scripted(packed) as server, Client(server.address) as client:
        with pytest.raises(NotOllama, match="the reply is encoded as gzip"):
            client.tags()
        with pytest.raises(NotOllama, match="the reply is encoded as gzip"):
            list(client.stream("/api/pull", {}))
    assert server.requests[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("key", ["a\rb", "a\nb", "schl\u00fcssel", "a\x00b"])
def test_a_key_that_no_header_can_carry_is_not_repeated(key) -> None:
    with pytest.raises(OllamaError, match="the API key cannot be sent") as failure:
        Client(Address("http", "127.0.0.1", 1), api_key=key)
    said = f"{failure.value.text} {failure.value.cause} {failure.value.hint}"
    assert key not in said
    assert repr(key)[1:-1] not in said


def test_a_key_from_a_file_comes_without_the_end_of_its_line() -> None:
    with scripted(reply(200)) as server, Client(server.address, api_key="key\r\n") as client:
        client.head()
    assert server.requests[0].headers["authorization"] == "Bearer key"


def test_another_host_does_not_get_the_key() -> None:
    with scripted(reply(200, '{"models":[]}')) as other:
        said = reply(307, Location=f"{other.address.url}/api/tags")
        with scripted(said) as server, Client(server.address, api_key="secret") as client:
            assert client.tags() == ()
    assert server.requests[0].headers["authorization"] == "Bearer secret"
    assert "authorization" not in other.requests[0].headers


@pytest.mark.parametrize("error", ["1", "true", '{"a":1}', '["x"]'])
def test_an_error_of_a_stream_that_is_no_text_is_repeated_as_it_came(error) -> None:
    line = f'{{"error":{error}}}'
    with (
        scripted(reply(200, line + "\n")) as server,
        Client(server.address) as client,
        pytest.raises(StatusError) as failure,
    ):
        list(client.stream("/api/pull", {}))
    assert failure.value.text == line


def test_a_name_that_is_no_text_is_sent_all_the_same() -> None:
    with scripted(reply(200, "{}\n")) as server, Client(server.address) as client:
        list(client.stream("/api/pull", {"model": "a\udcff"}))
        client.show("a\udcff")
    assert [json.loads(request.body) for request in server.requests] == [{"model": "a\udcff"}] * 2


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Client(Address("http", "127.0.0.1", port)) as client:
        with pytest.raises(Unreachable, match="could not connect to ollama server, run 'ollama serve' to start it"):
            client.head()
        with pytest.raises(Unreachable) as failure:
            client.tags()
    url = f"http://127.0.0.1:{port}"
    assert failure.value.text == f'Get "{url}/api/tags": dial tcp 127.0.0.1:{port}: connect: connection refused'
    assert failure.value.cause == f"nothing answers at {url}: connection refused"
    assert failure.value.hint == "start it with: ollama serve"


@pytest.mark.parametrize(
    "address, text",
    [
        (Address("tcp", "1.2.3.4", 11434), 'Head "tcp://1.2.3.4:11434/": unsupported protocol scheme "tcp"'),
        (Address("http", "a" * 300, 11434), f'parse "http://{"a" * 300}:11434/": '),
        (Address("http", "host:1:2", 11434), 'parse "http://[host:1:2]:11434/": '),
    ],
)
def test_addresses_that_nobody_can_ask(address, text) -> None:
    with Client(address) as client, pytest.raises(OllamaError) as failure:
        client.head()
    assert failure.value.text.startswith(text)


def test_plain_http_behind_https() -> None:
    with scripted(cut(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        address = server.address._replace(scheme="https")
        with Client(address) as client, pytest.raises(Unreachable) as failure:
            client.head()
    assert failure.value.text.endswith("http: server gave HTTP response to HTTPS client")
    assert "http://" in (failure.value.hint or "")


@pytest.mark.parametrize(
    "said, hint",
    [
        (reply(404, '{"error":"model \'a\' not found"}'), "agwctl models list shows what is there"),
        (
            reply(404, "404 page not found", "text/plain"),
            "check the address: --ollama URL, or the variable OLLAMA_HOST",
        ),
        (reply(404, '{"error":"no such thing"}'), None),
    ],
)
def test_what_to_do_about_something_that_is_not_there(said, hint) -> None:
    with scripted(said) as server, Client(server.address) as client, pytest.raises(StatusError) as failure:
        client.show("a")
    assert failure.value.hint == hint


def over_tls(authority: trustme.CA, listener: socket.socket) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with listener, suppress(OSError), context.wrap_socket(listener.accept()[0], server_side=True) as connection:
        connection.recv(1000)
        connection.sendall(reply(200, '{"models":[]}'))


@pytest.mark.parametrize("is_trusted", [True, False])
def test_certificates(is_trusted, monkeypatch, tmp_path) -> None:
    authority = trustme.CA()
    if is_trusted:
        authority.cert_pem.write_to_path(tmp_path / "authority.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    listener = socket.create_server(("127.0.0.1", 0))
    server = threading.Thread(target=over_tls, args=(authority, listener))
    server.start()
    with Client(Address("https", "localhost", listener.getsockname()[1])) as client:
        if is_trusted:
            assert client.tags() == ()
        else:
            with pytest.raises(Unreachable, match="tls: failed to verify certificate: x509: ") as failure:
                client.tags()
            assert "is not trusted" in failure.value.cause
            assert "SSL_CERT_FILE" in (failure.value.hint or "")
    server.join()
