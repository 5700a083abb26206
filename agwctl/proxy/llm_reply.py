"""An LLM backend's answer on its way back: checked, written again, or relayed with its usage read on the side."""

from __future__ import annotations

from itertools import chain

from agwctl.compat import Compat
from agwctl.http.message import Headers, Outcome, Response
from agwctl.http.upstream import Upstream
from agwctl.llm import detect
from agwctl.llm.dialects import LlmRequest, dialect
from agwctl.llm.encoding import decode_reply, decode_stream, encode, readable
from agwctl.llm.failure import LlmError
from agwctl.llm.route_type import RouteType
from agwctl.llm.usage import Usage, from_stream_tail
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.forward import passed_on

__all__ = ["LlmReplies", "read_stream_end"]

CHEAP = 4 << 20
"""Bytes of a reply that are read for its usage when replies may have any size; a longer one passes unread."""
EVENT_STREAM = b"text/event-stream"


class LlmReplies:
    """What clients get of an upstream's answers."""

    def __init__(self, compat: Compat, buffer_size: int | None) -> None:
        limit = compat.response_body_limit
        self._limit = limit if limit is None or buffer_size is None else buffer_size

    def answer(self, exchange: Exchange, kind: RouteType, request: LlmRequest, upstream: Upstream) -> Response:
        """The response for a typed request. Raises: LlmError for a success that cannot be read."""
        if not 200 <= upstream.status < 300 or (kind is RouteType.DETECT and not _is_json(upstream.headers)):
            return passed_on(upstream, upstream.handover())
        encoding = (upstream.headers.get(b"content-encoding") or b"identity").decode("latin-1")
        if request.stream and kind is not RouteType.DETECT:
            return _stream(upstream, encoding)
        if not readable(encoding):  # the client asked for it, it gets it
            return passed_on(upstream, upstream.handover())
        return self._whole(exchange, kind, upstream, encoding)

    def _whole(self, exchange: Exchange, kind: RouteType, upstream: Upstream, encoding: str) -> Response:
        body = bytearray()
        limit = CHEAP if self._limit is None else self._limit
        pieces = upstream.iterate()
        upstream.deadline = exchange.deadline
        for piece in pieces:
            body += piece
            if len(body) > limit:
                if self._limit is None:
                    return passed_on(upstream, chain([bytes(body)], pieces))
                upstream.close()
                raise LlmError("response was too large", "upstream_reply_too_large")
        try:
            plain, was_encoded = decode_reply(bytes(body), encoding, limit)
        except LlmError as error:
            if self._limit is None and error.code == "upstream_reply_too_large":
                return passed_on(upstream, bytes(body))  # it is small only as long as it is packed
            raise
        reply = detect.read_reply(plain) if kind is RouteType.DETECT else dialect("openai").read_reply(kind, plain)
        _remember(exchange, reply.usage, reply.model)
        return passed_on(upstream, encode(reply.body, encoding) if was_encoded else reply.body)


def _stream(upstream: Upstream, encoding: str) -> Response:
    """A stream of events as it comes; a compressed one is decompressed, as agentgateway does."""
    response = passed_on(upstream, b"")
    response.headers.remove(b"content-length")
    response.headers.set(b"content-type", EVENT_STREAM)
    if encoding.lower() == "identity" or not readable(encoding):
        response.body = upstream.handover(event_stream=True)
    else:
        response.headers.remove(b"content-encoding")
        response.body = decode_stream(upstream.iterate(), encoding)
    return response


def read_stream_end(exchange: Exchange, outcome: Outcome) -> None:
    """Take usage and model from the end of a relayed stream."""
    if outcome.tail:
        usage, model = from_stream_tail(outcome.tail)
        _remember(exchange, usage, model)


def _remember(exchange: Exchange, usage: Usage | None, model: str | None) -> None:
    facts = exchange.llm
    if facts is None:
        return
    facts.response_model = model
    if usage is not None:
        facts.input_tokens = usage.input_tokens
        facts.output_tokens = usage.output_tokens
        facts.cached_tokens = usage.cache_read_tokens


def _is_json(headers: Headers) -> bool:
    return b"json" in (headers.get(b"content-type") or b"").lower()
