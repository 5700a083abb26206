"""One line per exchange on stdout, in agentgateway's text or JSON form."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Reason

__all__ = ["AccessLog", "fields"]

Scalar = str | int | float

# A client's words may not end a line or steer a terminal; JSON escapes them by itself.
CONTROLS = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
ESCAPES = {code: chr(code).encode("unicode_escape").decode() for code in CONTROLS}
LONGEST = 1024
"""Characters of a model's name that are shown."""


def fields(exchange: Exchange, seconds: float) -> Iterator[tuple[str, Scalar]]:
    """The fields of a line in their order, absent ones left out."""
    request, route = exchange.request, exchange.route
    if exchange.listener is not None:
        yield "gateway", "default/default"
        yield "listener", exchange.listener
    if route is not None:
        yield "route", route.key
    if exchange.endpoint is not None:
        yield "endpoint", exchange.endpoint
    yield "src.addr", _address(*request.peer)
    if exchange.host is not None:
        yield "http.method", request.method.decode("latin-1")
        yield "http.host", exchange.host
        yield "http.path", request.target.decode("latin-1")
        yield "http.version", "HTTP/" + request.version.decode("ascii")
    if exchange.status is not None:
        yield "http.status", exchange.status
    if exchange.trace is not None:
        yield "trace.id", exchange.trace[0]
        yield "span.id", exchange.trace[1]
    yield "protocol", exchange.protocol
    if exchange.llm is not None:
        yield from _llm_fields(exchange)
    if exchange.status is not None:
        if exchange.error is not None:
            yield "error", exchange.error
        if exchange.reason is not Reason.UPSTREAM:
            yield "reason", exchange.reason.value
    yield "duration", f"{int(seconds * 1000)}ms"


def _address(host: str, port: int) -> str:
    host = host.removeprefix("::ffff:")  # an IPv4 client on a dual-stack socket
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _llm_fields(exchange: Exchange) -> Iterator[tuple[str, Scalar]]:
    facts = exchange.llm
    if facts is None or facts.request_model is None:
        return
    yield "gen_ai.operation.name", facts.operation
    if facts.provider is not None:
        yield "gen_ai.provider.name", facts.provider
    yield "gen_ai.request.model", facts.request_model[:LONGEST]
    if facts.response_model is not None:
        yield "gen_ai.response.model", facts.response_model[:LONGEST]
    if facts.input_tokens is not None:
        yield "gen_ai.usage.input_tokens", facts.input_tokens
    if facts.cached_tokens is not None:
        yield "gen_ai.usage.cache_read.input_tokens", facts.cached_tokens
    if facts.output_tokens is not None:
        yield "gen_ai.usage.output_tokens", facts.output_tokens
    yield from facts.parameters.items()


class AccessLog:
    """Formats exchanges and hands each line to `write`; any thread may call it."""

    def __init__(self, write: Callable[[bytes], None], *, as_json: bool = False) -> None:
        self._write = write
        self._format = _json_line if as_json else _text_line

    def record(self, exchange: Exchange, seconds: float) -> None:
        self._write(self._format(fields(exchange, seconds)).encode("utf-8", "backslashreplace"))


_second = (0, "")


def _timestamp() -> str:
    """Now in UTC with microseconds; the part down to the second is kept from line to line."""
    global _second
    now = time.time_ns() // 1000
    whole, text = _second
    if whole != now // 1_000_000:
        whole = now // 1_000_000
        text = datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        _second = (whole, text)
    return f"{text}.{now % 1_000_000:06d}Z"


def _text_line(pairs: Iterator[tuple[str, Scalar]]) -> str:
    shown = [f"{key}={json.dumps(value, ensure_ascii=False) if key == 'error' else value}" for key, value in pairs]
    line = " ".join(shown)
    return f"{_timestamp()}\tinfo\trequest {line if line.isprintable() else line.translate(ESCAPES)}\n"


def _json_line(pairs: Iterator[tuple[str, Scalar]]) -> str:
    record: dict[str, Scalar] = {"level": "info", "time": _timestamp(), "scope": "request"}
    record.update(pairs)
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
