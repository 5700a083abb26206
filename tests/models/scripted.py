"""A server on a socket that answers as it is told: JSON, or a stream given chunk by chunk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from agwctl.http.message import Headers, Request, Response
from agwctl.ollama.address import Address
from agwctl.ollama.stand_in import StandIn

__all__ = ["Scripted", "listed", "scripted"]

Reply = object
"""A JSON value; a list of chunks of a stream; or (status, JSON value)."""


class Scripted:
    """What it answers, by method and path, and what it was asked; a path that is not known is 404."""

    def __init__(self, replies: Mapping[str, Reply]) -> None:
        self.replies = {"HEAD /": {}, **replies}
        self.asked: list[tuple[str, Any]] = []
        self.headers: list[dict[bytes, bytes]] = []
        self.address = Address("http", "127.0.0.1", 0)

    def __call__(self, request: Request) -> Response:
        body = b"".join(request.body)
        key = f"{request.method.decode()} {request.target.decode()}"
        self.headers.append({name.lower(): value for name, value in request.headers})
        self.asked.append((key, json.loads(body) if body else None))
        reply = self.replies.get(key, (404, {"error": f"{key} is not in the script"}))
        status, value = reply if isinstance(reply, tuple) else (200, reply)
        if isinstance(value, list):
            return Response(status, Headers([(b"Content-Type", b"application/x-ndjson")]), iter(value))
        data = json.dumps(value).encode() if request.method != b"HEAD" else b""
        return Response(status, Headers([(b"Content-Type", b"application/json; charset=utf-8")]), data)

    def bodies(self, path: str) -> list[Any]:
        """What was sent to a path."""
        return [body for key, body in self.asked if key.endswith(f" {path}")]


@contextmanager
def scripted(replies: Mapping[str, Reply]) -> Iterator[Scripted]:
    server = Scripted(replies)
    stand_in = StandIn(around=lambda _: server)
    server.address = Address("http", "127.0.0.1", stand_in.port)
    stand_in.start()
    try:
        yield server
    finally:
        stand_in.stop()


def listed(*names: str, size: int = 10**9, **more: object) -> dict[str, Sequence[object]]:
    """A reply of `/api/tags`."""
    entries = [
        {"name": name, "model": name, "size": size, "digest": f"{index}" * 64, "details": {}, **more}
        for index, name in enumerate(names)
    ]
    return {"models": entries}
