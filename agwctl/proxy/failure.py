"""What the gateway itself answers when it cannot serve a request."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import quote

from agwctl.http.message import Headers, Response
from agwctl.llm.error_body import CODES, page_of

__all__ = ["Failure", "Reason", "grpc_answer", "text_answer"]


class Reason(StrEnum):
    """The `reason` of access log and metrics; an upstream's own answers have `Upstream`."""

    UPSTREAM = "Upstream"
    DIRECT_RESPONSE = "DirectResponse"
    NOT_FOUND = "NotFound"
    NO_HEALTHY_BACKEND = "NoHealthyBackend"
    INTERNAL = "Internal"
    TIMEOUT = "Timeout"
    UPSTREAM_FAILURE = "UpstreamFailure"


class Failure(Exception):
    """An answer made by the gateway.

    `text` is agentgateway's own wording. On LLM routes guide mode sends JSON instead, made of `code`, `message` and
    `guide_status` where they are given. `page` is what `agwctl explain` knows of it; a code brings its own.
    """

    def __init__(
        self,
        status: int,
        text: str,
        reason: Reason,
        *,
        code: str | None = None,
        message: str | None = None,
        guide_status: int | None = None,
        page: str | None = None,
    ) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.reason = reason
        self.code = code
        self.page = page_of(code) if code is not None else page
        told = message or (text if code is None else f"{text}. {CODES[code].next_step}")
        self.message = told if self.page is None else f"{told} (agwctl explain {self.page})"
        self.guide_status = guide_status or status


def text_answer(failure: Failure) -> Response:
    return Response(failure.status, Headers([(b"content-type", b"text/plain")]), failure.text.encode())


GRPC_STATUS = {400: 13, 401: 16, 403: 7, 404: 12, 429: 14, 502: 14, 503: 14, 504: 14}
UNKNOWN = 2
UNAVAILABLE = 14


def grpc_answer(failure: Failure) -> Response:
    """The error in the headers of a 200, as gRPC clients read it (gRPC over HTTP/2, "Responses")."""
    status = GRPC_STATUS.get(failure.status, UNKNOWN)
    if failure.reason is Reason.NO_HEALTHY_BACKEND:
        status = UNAVAILABLE
    fields = [
        (b"content-type", b"application/grpc"),
        (b"grpc-status", b"%d" % status),
        (b"grpc-message", quote(failure.text, safe=" !\"#$&'()*+,/:;<=>?@[\\]^`{|}").encode()),
    ]
    return Response(200, Headers(fields))
