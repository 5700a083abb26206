"""What runs on the machines of the lab: Ollamas, programs that are something else, and what only looks like either.

A server is told by a mapping: `ollama` (keys of a scenario) or `peer` (answers by `METHOD PATH`, `*` for the rest, or
a name of `rough.ROUGH`, `speaks TLS` or `takes nobody`), with `bind`, `port` and `tls`.
"""

from __future__ import annotations

import os
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from agwctl.ollama.address import parse
from agwctl.ollama.scenario.load import load
from agwctl.ollama.scenario.options import over, sound, written
from agwctl.ollama.scenario.play import play
from agwctl.ollama.stand_in import StandIn
from tests.conformance.certificates import write_certificate
from tests.doctor import rough

__all__ = ["run", "serve", "wait_for"]

TROUBLE = Path("/lab/trouble")
"""Why a server has ended, if it should not have."""
SCENARIO = Path("scenario.yaml")
BY_VARIABLE: dict[str, tuple[str, Callable[[str], Any]]] = {
    "OLLAMA_ORIGINS": ("origins", lambda text: text.split(",")),
    "OLLAMA_CONTEXT_LENGTH": ("contextLength", int),
    "OLLAMA_NUM_PARALLEL": ("numParallel", int),
    "OLLAMA_MAX_QUEUE": ("maxQueue", int),
    "OLLAMA_MAX_LOADED_MODELS": ("maxLoadedModels", int),
    "OLLAMA_KEEP_ALIVE": ("keepAlive", str),
}
"""What `ollama serve` takes from its environment: variable → key of a scenario."""


def run(server: Mapping[str, Any]) -> None:
    """Serves until the process ends."""
    bind, port = server.get("bind", "127.0.0.1"), server.get("port", 11434)
    if "ollama" in server:
        _stand_in(server["ollama"] or {}, bind, port).start()
        threading.Event().wait()
    peer = server["peer"]
    if isinstance(peer, str):
        _raw(peer, bind, port)
    _http(peer, bind, port, server.get("tls", False))


def serve() -> None:
    """`ollama serve`: by its environment, and the scenario in its folder; goes on in the background once it listens."""
    given = {key: read(os.environ[name]) for name, (key, read) in BY_VARIABLE.items() if name in os.environ}
    address = parse(os.environ.get("OLLAMA_HOST", ""))
    scenario = sound(load(str(SCENARIO)), "scenario") if SCENARIO.exists() else written({})
    try:
        stand_in = StandIn(
            address.host, address.port, simulator=play(over(scenario, written(given)), listen=address.host)
        )
    except Exception as error:
        sys.exit(f"Error: listen tcp {address.authority}: {error}")
    if child := os.fork():
        os.write(1, b"%d\n" % child)
        os._exit(0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):  # whoever started it waits for their end
        os.dup2(nothing, descriptor)
    stand_in.start()
    threading.Event().wait()


def wait_for(port: int, host: str) -> None:
    """Until something listens there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not TROUBLE.exists():
        try:
            socket.create_connection((host, port), 1).close()
            return
        except OSError:
            time.sleep(0.002)
    raise RuntimeError(f"nothing listens on {host}:{port}: {TROUBLE.read_text() if TROUBLE.exists() else ''}")


def _stand_in(scenario: Mapping[str, Any], bind: str, port: int) -> StandIn:
    return StandIn(bind, port, simulator=play(written(scenario), listen=bind))


def _http(answers: Mapping[str, Any], bind: str, port: int, is_tls: bool) -> None:
    """Answers as it is told: `{status, type, body, headers, after}`, `after` in seconds."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            asked = self.rfile.read(length)
            told = _told(answers, self.command, self.path, asked)
            time.sleep(told.get("after", 0))
            self.send_response_only(told.get("status", 200))
            body = told.get("body", "").replace("PATH", self.path).encode()
            for name, value in {
                "Content-Type": told.get("type", "text/html"),
                **told.get("headers", {}),
                "Content-Length": str(len(body)),
            }.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_HEAD = do_OPTIONS = answer

        def log_message(self, format: str, *values: object) -> None:
            """Nothing: nobody reads it."""

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in bind else socket.AF_INET

    server = Server((bind, port), Handler)
    if is_tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*write_certificate(Path("/lab")))
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()


def _told(answers: Mapping[str, Any], method: str, path: str, asked: bytes) -> Mapping[str, Any]:
    is_stream = b'"stream": true' in asked or b'"stream":true' in asked
    keys = (f"{method} {path} stream" if is_stream else "", f"{method} {path}", f"{method} *", "*")
    found = next((answers[key] for key in keys if key in answers), {"status": 404, "body": "not found"})
    return found if isinstance(found, Mapping) else {"body": found}


def _raw(name: str, bind: str, port: int) -> None:
    """One of the peers that do what peers should not, or a TLS server of Go's."""
    if name == "takes nobody":
        _full(bind, port)
    behaviour = _go_tls if name == "speaks TLS" else rough.ROUGH[name]
    with socket.create_server((bind, port)) as listener:
        while True:
            connection = listener.accept()[0]
            threading.Thread(target=_roughly, args=(behaviour, connection, rough.Rough(port)), daemon=True).start()


def _full(bind: str, port: int) -> None:
    """Its queue of connections is full: further packets to it vanish. The first one tells that it listens."""
    with socket.create_server((bind, port), backlog=0) as listener, listener.accept()[0]:
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex((bind, port))
        threading.Event().wait()


def _roughly(behaviour: rough.Behaviour, connection: socket.socket, running: rough.Rough) -> None:
    with connection:
        try:
            behaviour(connection, running)
        except OSError:  # the client left
            pass


def _go_tls(connection: socket.socket, _: rough.Rough) -> None:
    """What Go's TLS servers say to plain HTTP; a TLS greeting gets an alert, as without a certificate for the name."""
    if connection.recv(65536)[:1] == b"\x16":
        connection.sendall(b"\x15\x03\x01\x00\x02\x02\x70")
        return
    connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
