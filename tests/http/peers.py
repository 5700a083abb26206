"""The two ends of what is tested: upstreams that do as they are told, and clients that see every byte."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from agwctl.http import forwarding
from agwctl.http.failure import UpstreamError
from agwctl.http.listen import bind
from agwctl.http.message import Handler, Headers, Outcome, Request, Response
from agwctl.http.pool import Origin, Pool
from agwctl.http.server import Server, ServerSettings

PATIENCE = 5.0
"""Seconds after which something that should have happened has not."""
PROMPTLY = 0.3
"""Seconds within which a hang-up must have reached the upstream: 0.1 is promised, a busy machine may add to it."""

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


@dataclass
class Visit:
    """One connection to an upstream, with the bytes that came over it."""

    sock: socket.socket
    received: bytes = b""
    closed_at: float | None = None
    """When the other side had closed; None while it has not."""

    def read_request(self) -> bytes:
        """One request, head and body as they came; empty at the end of the connection."""
        message = b""
        while (size := message_size(message)) is None or len(message) < size:
            data = self._receive()
            if not data:
                return b""
            message += data
        return message

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def wait_closed(self, patience: float = PATIENCE) -> bool:
        self.sock.settimeout(patience)
        try:
            while self._receive():
                pass
        except TimeoutError:
            return False
        return True

    def _receive(self) -> bytes:
        try:
            data = self.sock.recv(65536)
        except ConnectionResetError:
            data = b""
        self.received += data
        if not data:
            self.closed_at = time.monotonic()
        return data


def message_size(data: bytes) -> int | None:
    """Bytes of the message that `data` begins with, as far as that can be told."""
    head, blank, body = data.partition(b"\r\n\r\n")
    if not blank:
        return None
    start = len(head) + 4
    lower = head.lower()
    if b"\r\ntransfer-encoding: chunked" in lower:
        end = 0 if body.startswith(b"0\r\n\r\n") else body.find(b"\r\n0\r\n\r\n") + 2
        return start + end + 5 if end != 1 else None
    if b"\r\ncontent-length:" in lower:
        return start + int(lower.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
    return start


class ScriptedUpstream:
    """Runs `script` with each connection, on a thread of its own; afterwards the connection is closed."""

    def __init__(self, script: Callable[[Visit], None]) -> None:
        self.script = script
        self.visits: list[Visit] = []
        self.failed: BaseException | None = None
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self.origin = Origin("127.0.0.1", self.port)
        self._threads = [threading.Thread(target=self._accept, name="upstream")]
        self._threads[0].start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for visit in self.visits:
            try:
                visit.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the script has closed it
        for thread in self._threads:
            thread.join(PATIENCE)
        if self.failed is not None:
            raise self.failed

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            visit = Visit(sock)
            self.visits.append(visit)
            thread = threading.Thread(target=self._run, args=(visit,), name="upstream-visit")
            self._threads.append(thread)
            thread.start()

    def _run(self, visit: Visit) -> None:
        with visit.sock:
            try:
                self.script(visit)
            except OSError:
                pass  # the other side is gone, as many tests want it
            except BaseException as error:
                self.failed = error


def answering(answer: bytes) -> Callable[[Visit], None]:
    """Give the same answer to every request of a connection."""

    def script(visit: Visit) -> None:
        while visit.read_request():
            visit.send(answer)

    return script


@dataclass
class Reply:
    """A response as a client saw it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    complete: bool
    """Its framing says that nothing is missing."""
    version: str = "HTTP/1.1"
    trailers: bytes = b""

    def __getitem__(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass
class Client:
    """A client connection; reading keeps what belongs to the next response."""

    sock: socket.socket
    data: bytes = b""
    ended: bool = field(default=False)

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def ask(self, request: bytes, method: bytes = b"GET") -> Reply:
        self.send(request)
        return self.reply(method)

    def reply(self, method: bytes = b"GET") -> Reply:
        """The next final response; status 0 when the connection ends before one."""
        while b"\r\n\r\n" not in self.data:
            if not self._more():
                return Reply(0, [], self.data, False)
        head, _, self.data = self.data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        reply = Reply(int(first.split(" ")[1]), headers, b"", True, first.split(" ")[0])
        if reply.status < 200:
            return self.reply(method)
        if method != b"HEAD" and reply.status not in (204, 304):
            self._read_body(reply)
        return reply

    def until(self, wanted: bytes) -> bytes:
        """Everything up to and including `wanted`."""
        while wanted not in self.data:
            assert self._more(), f"the connection ended with {self.data!r}"
        before, _, self.data = self.data.partition(wanted)
        return before + wanted

    def rest(self) -> bytes:
        """Everything until the connection ends."""
        while self._more():
            pass
        return self.data

    def close(self) -> None:
        self.sock.close()

    def _read_body(self, reply: Reply) -> None:
        if reply["transfer-encoding"] == "chunked":
            reply.complete = self._read_chunks(reply)
        elif (length := reply["content-length"]) is not None:
            reply.complete = self._need(int(length))
            reply.body, self.data = self.data[: int(length)], self.data[int(length) :]
        else:
            reply.body, self.data = self.rest(), b""

    def _read_chunks(self, reply: Reply) -> bool:
        while True:
            while b"\r\n" not in self.data:
                if not self._more():
                    return False
            line, _, self.data = self.data.partition(b"\r\n")
            size = int(line.partition(b";")[0], 16)
            if size == 0:
                break
            if not self._need(size + 2):
                reply.body += self.data
                return False
            reply.body += self.data[:size]
            self.data = self.data[size + 2 :]
        while not self.data.startswith(b"\r\n"):
            while b"\r\n" not in self.data:
                if not self._more():
                    return False
            line, _, self.data = self.data.partition(b"\r\n")
            reply.trailers += line + b"\r\n"
        self.data = self.data[2:]
        return True

    def _need(self, size: int) -> bool:
        pieces, missing = [self.data], size - len(self.data)
        while missing > 0:
            self.data = b""
            if not self._more():
                break
            pieces.append(self.data)
            missing -= len(self.data)
        self.data = b"".join(pieces)
        return missing <= 0

    def _more(self) -> bool:
        try:
            data = b"" if self.ended else self.sock.recv(65536)
        except ConnectionResetError:
            data = b""
        self.ended = not data
        self.data += data
        return not self.ended


def connect(port: int) -> Client:
    return Client(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))


def get(path: str = "/", *lines: str, version: str = "1.1") -> bytes:
    """A GET request with more header lines."""
    return "\r\n".join([f"GET {path} HTTP/{version}", "Host: a.test", *lines, "", ""]).encode("latin-1")


def post(body: bytes, *lines: str) -> bytes:
    head = "\r\n".join(["POST / HTTP/1.1", "Host: a.test", f"Content-Length: {len(body)}", *lines, "", ""])
    return head.encode("latin-1") + body


class Serving:
    """A server on a free port of the loopback."""

    def __init__(self, handler: Handler, settings: ServerSettings | None = None) -> None:
        self.server = Server(settings)
        listener = bind("127.0.0.1", 0)
        self.port: int = listener.getsockname()[1]
        self.server.listen(listener, handler)
        self.server.start()

    def close(self) -> None:
        self.server.stop()


class Proxy:
    """The smallest proxy: every request goes to one origin, every answer back over the relay."""

    def __init__(self, origin: Origin, pool: Pool | None = None) -> None:
        self.origin = origin
        self.pool = pool or Pool()
        self.event_stream = False
        self.buffered = False
        self.dropped = b""
        """A response field that is not passed on."""
        self.deadline: float | None = None
        self.ended: list[Outcome] = []
        """The outcomes told so far."""

    def __call__(self, request: Request) -> Response:
        try:
            upstream = self.pool.send(
                self.origin._replace(version=request.version),
                method=request.method,
                target=request.target,
                headers=forwarding.request_headers(request.headers),
                body=request.body if request.has_body else b"",
                content_length=request.content_length,
                hangup=request.hangup,
                deadline=None if self.deadline is None else time.monotonic() + self.deadline,
            )
        except UpstreamError as error:
            return Response(503, Headers([(b"content-type", b"text/plain")]), f"upstream call failed: {error}".encode())
        headers = forwarding.response_headers(upstream.headers)
        headers.remove(self.dropped)
        body = upstream.read() if self.buffered else upstream.handover(event_stream=self.event_stream)
        return Response(upstream.status, headers, body, upstream.reason, upstream.version, on_end=self.ended.append)


def eventually(holds: Callable[[], object], patience: float = PATIENCE) -> float:
    """Wait until something holds; the seconds that it took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < patience, "it never came to hold"
        time.sleep(0.001)
    return time.monotonic() - started


def splits(data: bytes) -> list[tuple[bytes, bytes]]:
    """Every way of cutting `data` in two."""
    return [(data[:index], data[index:]) for index in range(len(data) + 1)]


class Gate:
    """A handler that holds requests to `/held` until it is opened."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.held = threading.Semaphore(0)

    def __call__(self, request: Request) -> Response:
        if request.target == b"/held":
            self.held.release()
            self.open.wait(PATIENCE)
        return Response(200, body=b"done")
