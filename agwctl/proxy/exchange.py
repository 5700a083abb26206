"""The state of one request on its way through the gateway."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from agwctl.http.message import Request, Upload
from agwctl.llm.document import Document, is_crowded
from agwctl.llm.encoding import decode_request
from agwctl.llm.failure import LlmError
from agwctl.proxy.authority import destination, split_port
from agwctl.proxy.failure import Reason
from agwctl.proxy.route import Backend, Route
from agwctl.proxy.table import Candidate

if TYPE_CHECKING:
    from agwctl.proxy.filters import ResponseFilter

__all__ = ["Exchange", "LlmFacts"]


@dataclass(slots=True)
class LlmFacts:
    """What is known of an LLM request and its answer, for logs and metrics."""

    operation: str = "chat"
    provider: str | None = None
    request_model: str | None = None
    response_model: str | None = None
    input_tokens: int | None = None
    cached_tokens: int | None = None
    output_tokens: int | None = None
    parameters: dict[str, float | int | str] = field(default_factory=dict)
    """Log fields `gen_ai.request.*` and `gen_ai.embeddings.*` in their order."""
    streaming: bool = False


class Exchange(Candidate):
    """A request as filters and backends see and change it, and what became of it so far."""

    __slots__ = (
        "_begun",
        "_body",
        "_decoded",
        "_document",
        "authority_is_fixed",
        "backend",
        "backend_name",
        "bind",
        "endpoint",
        "error",
        "host",
        "listener",
        "llm",
        "matched_prefix",
        "must_end",
        "protocol",
        "reason",
        "request",
        "response_filters",
        "route",
        "status",
        "trace",
    )

    def __init__(self, request: Request, bind: str) -> None:
        super().__init__(request.method, b"http", b"", request.target, None, request.headers)
        self.request = request
        self.bind = bind
        self.host: str | None = None
        """The host asked for, without port; None until it is known to be valid."""
        self.listener: str | None = None
        self.route: Route | None = None
        self.backend: Backend | None = None
        self.backend_name: str | None = None
        self.endpoint: str | None = None
        """Where the request was sent, as `host:port`."""
        self.matched_prefix: bytes | None = None
        """The `pathPrefix` under which the route was found."""
        self.must_end: float | None = None
        """When an attempt is over in any case, in monotonic seconds; for what the gateway asks of its own accord."""
        self.authority_is_fixed = False
        """A policy decided on the Host; the backend's own name does not replace it."""
        self.response_filters: list[ResponseFilter] = []
        """Those of the policies that the request has reached."""
        self.protocol = "http"
        self.llm: LlmFacts | None = None
        self.trace: tuple[str, str] | None = None
        """Trace and span id."""
        self.status: int | None = None
        self.reason = Reason.UPSTREAM
        self.error: str | None = None
        self._body: bytes | None = None
        self._begun = bytearray()
        self._document: Document | None = None
        self._decoded = False

    def read_target(self) -> None:
        """Take target and Host apart. Raises: Failure."""
        self.scheme, self.authority, self.path, self.query = destination(self.request)
        self.host = split_port(self.authority)[0].decode("latin-1")

    def fork(self, route: Route) -> Exchange:
        """The same request once more, for another route; it has no body."""
        request = replace(self.request, headers=self.request.headers.copy(), body=Upload(), has_body=False)
        other = Exchange(request, self.bind)
        other.read_target()
        other.listener, other.route, other.matched_prefix = self.listener, route, self.matched_prefix
        return other

    def document(self, limit: int) -> Document:
        """The body as JSON to be, read and decoded once; at most `limit` bytes. Raises: LlmError."""
        if self._document is None:
            self._body = self._read(limit)
            encoding = self.headers.get(b"content-encoding")
            plain, self._decoded = decode_request(self._body, encoding.decode("latin-1") if encoding else None, limit)
            if is_crowded(plain):
                raise LlmError("request was too large: it holds too many JSON values", "body_too_large")
            self._document = Document(plain)
        return self._document

    def _read(self, limit: int) -> bytes:
        """The whole body. What was read of one that is too large stays in `_begun`: it may go on unread."""
        body = self.request.body
        if isinstance(body, Upload):
            body.deadline = self.deadline
        if (self.request.content_length or 0) <= limit:
            for piece in body:
                self._begun += piece
                if len(self._begun) > limit:
                    break
            else:
                whole, self._begun = bytes(self._begun), bytearray()
                return whole
        raise LlmError("request was too large", "body_too_large")

    @property
    def payload(self) -> tuple[bytes | Iterator[bytes], int | None]:
        """The body to send on untouched, and its length when it is streamed and announced."""
        if self._body is not None:
            return self._body, None
        if self._begun:
            return chain([bytes(self._begun)], self.request.body), None
        return (self.request.body, self.request.content_length) if self.request.has_body else (b"", None)

    def drop_encoding(self) -> None:
        """Take back the Content-Encoding of a body that goes on decoded."""
        if self._decoded:
            self.headers.remove(b"content-encoding")

    @property
    def deadline(self) -> float | None:
        """When the route's `requestTimeout` is over, in monotonic seconds."""
        if self.route is None or self.route.request_timeout is None:
            return None
        return self.request.started + self.route.request_timeout

    @property
    def attempt_deadline(self) -> float | None:
        """When an attempt that starts now is over: the earliest of its own timeout, the request's and `must_end`."""
        timeout = self.backend.timeout if self.backend is not None else None
        if timeout is None and self.route is not None:
            timeout = self.route.backend_timeout
        own = None if timeout is None else time.monotonic() + timeout
        return min((end for end in (own, self.deadline, self.must_end) if end is not None), default=None)
