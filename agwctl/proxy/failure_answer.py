"""From what went wrong to the answer that the client reads: text, or what LLM and gRPC clients expect."""

from __future__ import annotations

import time

from agwctl.compat import Compat
from agwctl.http.failure import BodyBroken, DeadlineExceeded, UpstreamError
from agwctl.http.message import Headers, Response
from agwctl.llm.error_body import CODES, anthropic_error, openai_error
from agwctl.llm.failure import LlmError
from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Failure, Reason, grpc_answer, text_answer

__all__ = ["answer_for", "as_failure"]

EXPLAIN = b"x-agwctl-explain"
"""Names what to ask `agwctl explain` for, for those who see headers but no message."""

UPGRADED = Failure(
    502,
    "request upgrade failed, backend tried None but None was requested",
    Reason.UPSTREAM_FAILURE,
    code="upstream_reply_unreadable",
    message="the upstream switches to another protocol, which this version does not pass on",
)


def as_failure(error: Exception, exchange: Exchange) -> Failure:
    """The failure that an error of the lower layers means."""
    match error:
        case Failure():
            # Most are constants: each raising adds to the traceback, which keeps the request's frames and body alive.
            error.__traceback__ = None
            return error
        case LlmError():
            return Failure(
                503,
                f"processing failed: {error.detail}",
                Reason.INTERNAL,
                code=error.code,
                message=error.message,
                guide_status=error.status,
            )
        case DeadlineExceeded():
            return _timeout(exchange)
        case BodyBroken():
            text = f"upstream call failed: SendRequest: error from user's Body stream: {error.cause}"
            return Failure(503, text, Reason.UPSTREAM_FAILURE, code="invalid_request", guide_status=400)
        case UpstreamError():
            return _unreachable(error, exchange)
    raise error


def _timeout(exchange: Exchange) -> Failure:
    deadline = exchange.deadline
    whole = deadline is not None and time.monotonic() >= deadline
    code = "request_timeout" if whole else "upstream_timeout"
    where = exchange.endpoint or "the request"
    message = f"{where} did not answer in time. {CODES[code].next_step}"
    text = "request timeout" if whole else "upstream call timeout"
    return Failure(504, text, Reason.TIMEOUT, code=code, message=message)


def _unreachable(error: UpstreamError, exchange: Exchange) -> Failure:
    if error.kind == "Upgrade":
        return UPGRADED
    if error.kind == "Dns":
        code, text = "upstream_unresolved", "backends required DNS resolution which failed"
    else:
        code, text = "upstream_broke_off", f"upstream call failed: {error}"
        if error.kind == "Connect":
            code = "upstream_refused" if "refused" in error.cause else "upstream_unreachable"
        elif error.kind == "ConnectTimeout":
            code = "upstream_unreachable"
        elif error.cause.startswith("invalid HTTP"):
            code = "upstream_reply_unreadable"  # another protocol: the wrong port, or TLS
    message = f"{exchange.endpoint}: {error.cause}. {CODES[code].next_step}"
    status = CODES[code].status
    return Failure(503, text, Reason.UPSTREAM_FAILURE, code=code, message=message, guide_status=status)


def answer_for(failure: Failure, exchange: Exchange, compat: Compat) -> tuple[Response, str]:
    """The response and what the access log says of the error; guide mode names the page that explains it."""
    content_type = exchange.headers.get(b"content-type") or b""
    if content_type == b"application/grpc" or content_type.startswith(b"application/grpc+"):
        return grpc_answer(failure), failure.text
    if not compat.openai_errors:
        return text_answer(failure), failure.text
    is_llm = exchange.route is not None and exchange.route.is_llm
    response, told = (
        (_llm_answer(failure, exchange), failure.message) if is_llm else (text_answer(failure), failure.text)
    )
    if failure.page is not None:
        response.headers.add(EXPLAIN, failure.page.encode())
    return response, told


def _llm_answer(failure: Failure, exchange: Exchange) -> Response:
    status, message = failure.guide_status, failure.message
    if exchange.request.target.partition(b"?")[0].endswith(b"/v1/messages"):
        body = anthropic_error(status, message)
    else:
        body = openai_error(status, message, failure.code)
    return Response(status, Headers([(b"content-type", b"application/json")]), body)
