"""The servers behind the gateway: one that answers what the query asks for, and one that answers as Ollama does.

Their replies are part of the recordings: a byte changed here changes what the cases expect.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.conformance.placeholders import free_port

__all__ = ["Seen", "Upstream", "UpstreamServer", "echo", "ollama", "tls_echo"]

JSON = "application/json"
JSON_UTF8 = "application/json; charset=utf-8"
Pairs = Iterable[tuple[str, str]]


class Seen:
    """The requests that reached the upstreams of one case, in order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: list[dict[str, Any]] = []

    def add(self, request: dict[str, Any]) -> None:
        with self._lock:
            self._requests.append(request)

    def clear(self) -> None:
        with self._lock:
            self._requests.clear()

    def requests(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._requests)


class UpstreamServer(ThreadingHTTPServer):
    """Listens on loopback until `close`, which waits for its threads: end the gateway first."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, handler: type[Upstream], seen: Seen, tls: ssl.SSLContext | None = None) -> None:
        self.seen = seen
        self.stopping = threading.Event()
        super().__init__(("127.0.0.1", free_port()), handler)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        name = f"upstream {handler.label}"
        self._accepting = threading.Thread(target=self.serve_forever, args=(0.05,), name=name, daemon=True)
        self._accepting.start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.port  # without asking a resolver for our name

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that the gateway drops is no news."""

    def close(self) -> None:
        self.stopping.set()
        self.shutdown()
        self._accepting.join()
        self.server_close()


class Upstream(BaseHTTPRequestHandler):
    """Records each request under `label`, then calls `answer`."""

    protocol_version = "HTTP/1.1"
    label = "?"
    server: UpstreamServer

    def take(self) -> None:
        body = self.read_body()
        self.path = self.requestline.split(" ")[1]  # as sent: the library folds a leading "//"
        self.server.seen.add(
            {
                "to": self.label,
                "method": self.command,
                "target": self.path,
                "headers": [
                    (":version", self.request_version),
                    *((name.lower(), value) for name, value in self.headers.items()),
                ],
                "body": body,
            }
        )
        self.answer(body)

    # A method without its do_… is answered 501 by the library and is not recorded: recordings hold its page.
    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = take

    def answer(self, body: bytes) -> None:
        raise NotImplementedError

    def read_body(self) -> bytes:
        if "chunked" not in self.headers.get("transfer-encoding", ""):
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        return b"".join(self.read_chunks())

    def read_chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def reply(self, status: int, body: bytes, content_type: str = JSON, more: Pairs = ()) -> None:
        self.head(status, [("content-type", content_type), *more, ("content-length", str(len(body)))])
        if self.command != "HEAD":
            self.wfile.write(body)

    def head(self, status: int, headers: Pairs) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def send_response(self, code: int, message: str | None = None) -> None:
        self.send_response_only(code, message)  # without Server and Date, which recordings could not hold

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged."""


class Echo(Upstream):
    """Answers 200 with the method and target as JSON, or what the query asks for.

    status=N, delay=SECONDS, body=TEXT, header=name:value, chunked=1; drop=1 closes without an answer;
    upgrade=N switches protocols and sends N bytes back.
    """

    label = "E"

    def answer(self, body: bytes) -> None:
        asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        if "delay" in asked:
            self.server.stopping.wait(float(asked["delay"][0]))
        if "drop" in asked:
            self.close_connection = True
        elif "upgrade" in asked:
            self.switch(int(asked["upgrade"][0]))
        else:
            self.answer_as(asked)

    def answer_as(self, asked: dict[str, list[str]]) -> None:
        status = int(asked.get("status", ["200"])[0])
        more = [(name, value) for name, _, value in (header.partition(":") for header in asked.get("header", []))]
        if "body" in asked:
            content_type, text = "text/plain", asked["body"][0].encode()
        else:
            content_type, text = JSON, json.dumps({"method": self.command, "target": self.path}).encode()
        if "chunked" in asked:
            self.head(status, [("content-type", content_type), ("transfer-encoding", "chunked"), *more])
            self.wfile.write(chunk(text) + chunk(b""))
        else:
            self.reply(status, text, content_type, more)

    def switch(self, count: int) -> None:
        self.head(101, [("connection", "upgrade"), ("upgrade", self.headers.get("upgrade", "echo"))])
        self.wfile.write(self.rfile.read(count))
        self.close_connection = True


class TlsEcho(Echo):
    label = "T"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def failure(status: int, message: str, kind: str) -> tuple[int, bytes, str]:
    error = {"message": message, "type": kind, "param": None, "code": None}
    return status, json.dumps({"error": error}).encode(), JSON


USAGE = {"prompt_tokens": 15, "completion_tokens": 35, "total_tokens": 50}

FIXED = {
    "/api/version": (b'{"version":"0.32.0"}', JSON_UTF8),
    "/api/tags": (b'{"models":[{"name":"llama3.2:latest","model":"llama3.2:latest"}]}', JSON_UTF8),
    "/v1/models": (
        b'{"object":"list","data":[{"id":"llama3.2:latest","object":"model","created":1,"owned_by":"library"}]}',
        JSON,
    ),
}
"""Paths that answer the same whatever is sent."""

BY_MODEL = {
    "missing": failure(404, "model 'missing' not found", "not_found_error"),
    "bad": failure(400, "bad request", "invalid_request_error"),
    "busy": failure(503, "server busy, please try again.  maximum pending requests exceeded", "api_error"),
    "limited": failure(429, "slow down", "rate_limit_error"),
    "native": (404, b'{"error":"model \'native\' not found"}', JSON_UTF8),
    "oops": (200, b"oops", JSON),
}
"""Model names that answer the same on every path that generates."""


class Ollama(Upstream):
    """Answers like Ollama's OpenAI endpoints; the model's name chooses the behaviour.

    `huge` is 3 MiB, `slow` takes a second, `cut` ends inside a stream; the others stand in BY_MODEL.
    """

    label = "O"

    def answer(self, body: bytes) -> None:
        path = urlsplit(self.path).path
        if path in FIXED:
            text, content_type = FIXED[path]
            return self.reply(200, text, content_type)
        request = parsed(body)
        model = request.get("model")
        endpoint = path.rsplit("/v1/", 1)[-1] if "/v1/" in path else path
        if endpoint not in ("chat/completions", "completions", "embeddings", "responses"):
            return self.reply(404, b"404 page not found", "text/plain")
        if isinstance(model, str) and model in BY_MODEL:
            return self.reply(*BY_MODEL[model])
        if model == "slow":
            self.server.stopping.wait(1)
        if request.get("stream") and endpoint not in ("embeddings", "responses"):
            return self.stream(model, request)
        return self.reply(200, json.dumps(document(endpoint, model)).encode())

    def stream(self, model: object, request: dict[str, Any]) -> None:
        self.head(200, [("content-type", "text/event-stream"), ("transfer-encoding", "chunked")])
        for word in ("Hello", " from", " the", " upstream."):
            self.event(model, [delta(word)])
            if model == "cut":
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
        self.event(model, [delta("", "stop")])
        if (request.get("stream_options") or {}).get("include_usage"):
            self.event(model, [], usage=USAGE)
        self.wfile.write(chunk(b"data: [DONE]\n\n") + chunk(b""))

    def event(self, model: object, choices: list[dict[str, Any]], **more: object) -> None:
        data = json.dumps(generated("chat.completion.chunk", model, choices=choices, **more))
        self.wfile.write(chunk(f"data: {data}\n\n".encode()))


def parsed(body: bytes) -> dict[str, Any]:
    try:
        request = json.loads(body)
    except ValueError:
        return {}
    return request if isinstance(request, dict) else {}


def delta(text: str, finish_reason: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish_reason}


def generated(kind: str, model: object, **more: object) -> dict[str, Any]:
    start = {"id": "chatcmpl-1", "object": kind, "created": 1727967462, "model": model}
    return {**start, "system_fingerprint": "fp_ollama", **more}


def document(endpoint: str, model: object) -> dict[str, Any]:
    """The reply of an endpoint that does not stream."""
    if endpoint == "embeddings":
        vector = {"object": "embedding", "embedding": [0.5, 0.25], "index": 0}
        usage = {"prompt_tokens": 8, "total_tokens": 8}
        return {"object": "list", "data": [vector], "model": model, "usage": usage}
    if endpoint == "responses":
        text = {"type": "output_text", "text": "hi", "annotations": []}
        message = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [text]}
        usage = {"input_tokens": 15, "output_tokens": 35, "total_tokens": 50}
        start = {"id": "resp_1", "object": "response", "created_at": 1, "status": "completed", "model": model}
        return {**start, "output": [message], "usage": usage}
    content = "x" * (3 << 20) if model == "huge" else "Hello from the upstream."
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    return generated("chat.completion", model, choices=[choice], usage=USAGE)


def echo(seen: Seen) -> UpstreamServer:
    return UpstreamServer(Echo, seen)


def ollama(seen: Seen) -> UpstreamServer:
    return UpstreamServer(Ollama, seen)


def tls_echo(seen: Seen, certificate: str, key: str) -> UpstreamServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["http/1.1"])
    return UpstreamServer(TlsEcho, seen, context)
