"""How the stand-in's answers are framed: content types, newlines, lengths and chunks, as recorded from Ollama."""

from __future__ import annotations

import email.utils
from collections.abc import Iterable, Iterator
from typing import Protocol

from agwctl.http.message import Headers, Outcome, Request, Response
from agwctl.ollama.clock import Clock
from agwctl.ollama.gojson import encode
from agwctl.ollama.refusal import Refusal

__all__ = [
    "EVENT_STREAM",
    "JSON",
    "JSON_UTF8",
    "NDJSON",
    "PLAIN",
    "event_headers",
    "native_error",
    "progress",
    "refused",
    "reply",
    "streamed",
    "with_date",
]

JSON = b"application/json"
JSON_UTF8 = b"application/json; charset=utf-8"
NDJSON = b"application/x-ndjson"
EVENT_STREAM = b"text/event-stream"
PLAIN = b"text/plain"

_BUFFER = 2048
"""Go counts what fits into this buffer and announces its length; anything longer goes out in chunks."""


def reply(status: int, kind: bytes | None, body: str | bytes, *extra: tuple[bytes, bytes]) -> Response:
    """A whole body; `extra` are further fields."""
    data = body.encode() if isinstance(body, str) else body
    headers = Headers(sorted([*extra, *([(b"Content-Type", kind)] if kind else [])]))
    if len(data) > _BUFFER:
        return Response(status, headers, iter((data,)))
    headers.add(b"Content-Length", str(len(data)).encode())
    return Response(status, headers, data)


def native_error(refusal: Refusal) -> Response:
    """`{"error": …}` as everything under /api words it."""
    return reply(refusal.status, JSON_UTF8, encode(refusal.native()))


def refused(status: int, *extra: tuple[bytes, bytes]) -> Response:
    """No body and no type, as Ollama answers what it lets no further, and what it has done without a word."""
    return Response(status, Headers([*extra, (b"Content-Length", b"0")]), b"")


def progress(steps: Iterator[dict[str, object]], *, stream: bool) -> Response:
    """A chunk for each step; or, when nothing is to be streamed, how it ended."""
    if not stream:
        try:
            for _ in steps:
                pass
        except Refusal as refusal:
            return reply(refusal.status, JSON, encode(refusal.native()))
        return reply(200, JSON, encode({"status": "success"}))
    try:
        first = next(steps)
    except Refusal as refusal:
        return Response(refusal.status, Headers([(b"Content-Type", JSON)]), iter((encode(refusal.native()).encode(),)))
    return Response(200, Headers([(b"Content-Type", NDJSON)]), _lines(first, steps))


def _lines(first: dict[str, object], rest: Iterator[dict[str, object]]) -> Iterator[bytes]:
    yield f"{encode(first)}\n".encode()
    try:
        for step in rest:
            yield f"{encode(step)}\n".encode()
    except Refusal as refusal:
        yield f"{encode(refusal.native())}\n".encode()


class Closing(Protocol):
    """What has to be closed once a response is over."""

    def close(self) -> None: ...


def streamed(kind: bytes, generation: Closing, objects: Iterable[str], *extra: tuple[bytes, bytes]) -> Response:
    """One chunk an object; the generation ends with the response, however that ends."""

    def over(outcome: Outcome) -> None:
        generation.close()

    headers = Headers(sorted([(b"Content-Type", kind), *extra]))
    return Response(200, headers, (item.encode() for item in objects), on_end=over)


def event_headers(request: Request) -> tuple[tuple[bytes, bytes], ...]:
    """What an event stream of the newer APIs carries besides its type, and their errors too when one was asked for."""
    if b"close" in (request.headers.get(b"connection") or b"").lower():
        return ((b"Cache-Control", b"no-cache"),)
    return ((b"Cache-Control", b"no-cache"), (b"Connection", b"keep-alive"))


def with_date(response: Response, clock: Clock) -> Response:
    """Put Date where Go puts it: after the handler's own fields, before Content-Length."""
    items = response.headers.items
    at = next((i for i, (name, _) in enumerate(items) if name == b"Content-Length"), len(items))
    date = email.utils.formatdate(clock.now() // 10**9, usegmt=True)
    items.insert(at, (b"Date", date.encode()))
    return response
