"""The client of the cases: one connection a request, bytes as the step says, the reply as it comes."""

from __future__ import annotations

import gzip
import json
import re
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import Any, BinaryIO

__all__ = ["Reply", "request"]

PATIENCE = 30.0
AUXILIARY_OPENS_WITHIN = 2.0
"""Seconds after the data port in which the other ports may still open."""


@dataclass(frozen=True)
class Reply:
    """What came back.

    `status` is 0 when the connection was refused or closed without a reply, -1 when the reply was not HTTP.
    """

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    complete: bool = False


def request(send: dict[str, Any], ports: dict[str, int]) -> Reply:
    """Sends what a step says to one of the ports."""
    try:
        with connected(send, ports) as plain:
            if "tls" not in send:
                return converse(plain, send, ports)
            with without_checks().wrap_socket(plain, server_hostname=send["tls"]) as secured:
                return converse(secured, send, ports)
    except OSError:
        return Reply(0)


def connected(send: dict[str, Any], ports: dict[str, int]) -> socket.socket:
    name = send.get("port", "data")
    deadline = time.monotonic() + (0 if name == "data" else AUXILIARY_OPENS_WITHIN)
    while True:
        try:
            return socket.create_connection(("127.0.0.1", ports[name]), timeout=float(send.get("wait", PATIENCE)))
        except ConnectionRefusedError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.05)


def without_checks() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def converse(sock: socket.socket, send: dict[str, Any], ports: dict[str, int]) -> Reply:
    if "raw" in send:
        sock.sendall(send["raw"].encode("latin1"))
        method = send["raw"].split(" ", 1)[0]
    else:
        method = send.get("method", "POST" if "json" in send or "body" in send else "GET")
        sock.sendall(composed(method, send, f"gw.test:{ports['data']}"))
    with sock.makefile("rb") as stream:
        return read_reply(stream, method)


def composed(method: str, send: dict[str, Any], host: str) -> bytes:
    headers = {str(name).lower(): value for name, value in (send.get("headers") or {}).items()}
    body = b""
    if "json" in send:
        body = json.dumps(send["json"]).encode()
        headers.setdefault("content-type", "application/json")
    elif "body" in send:
        body = send["body"].encode() * int(send.get("times", 1))
    if send.get("gzip"):
        body = gzip.compress(body, mtime=0)
    headers.setdefault("host", host)
    if body or method in ("POST", "PUT", "PATCH"):
        headers.setdefault("content-length", str(len(body)))
    lines = [f"{method} {send.get('path', '/')} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "connection: close", "", ""]).encode("latin1") + body


def read_reply(stream: BinaryIO, method: str) -> Reply:
    """The first reply that is not interim."""
    while True:
        line = stream.readline()
        if not line:
            return Reply(0)
        if not (match := re.match(rb"HTTP/1\.[01] (\d+)", line)):
            return Reply(-1)
        status, headers = int(match[1]), read_headers(stream)
        if status >= 200 or status == 101:
            break
    if method == "HEAD" or status in (204, 304):
        return Reply(status, headers, b"", True)
    body, complete = read_body(stream, dict(headers))
    return Reply(status, headers, body, complete)


def read_headers(stream: BinaryIO) -> list[tuple[str, str]]:
    headers = []
    while line := stream.readline().rstrip(b"\r\n"):
        name, _, value = line.partition(b":")
        headers.append((name.decode("latin1").lower(), value.strip().decode("latin1")))
    return headers


def read_body(stream: BinaryIO, headers: dict[str, str]) -> tuple[bytes, bool]:
    """The bytes that came, and whether the framing says that these are all."""
    parts: list[bytes] = []
    try:
        if "chunked" in headers.get("transfer-encoding", ""):
            while size := int(stream.readline().split(b";")[0], 16):
                parts.append(stream.read(size))
                stream.readline()
            stream.readline()
        elif "content-length" in headers:
            length = int(headers["content-length"])
            parts.append(stream.read(length))
            return parts[0], len(parts[0]) == length
        else:
            parts.append(stream.read())
    except (OSError, ValueError):
        return b"".join(parts), False
    return b"".join(parts), True
