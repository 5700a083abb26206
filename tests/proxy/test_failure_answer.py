"""What a client reads of a failure: text, OpenAI's JSON, Anthropic's JSON or gRPC's headers, and with which status."""

from __future__ import annotations

import json
import time

import pytest

from agwctl.compat import GUIDE, RELEASE
from agwctl.http.failure import BodyBroken, DeadlineExceeded, UpstreamError
from agwctl.llm.error_body import CODES
from agwctl.llm.failure import LlmError
from agwctl.proxy.failure import Failure, Reason
from agwctl.proxy.failure_answer import answer_for, as_failure
from agwctl.proxy.handler import NO_ROUTE
from agwctl.proxy.route import Route
from agwctl.proxy.router import ModelRouter
from tests.proxy.exchanges import exchange

HOST = Route("default/host", 0)
LLM = Route("default/llm", 0, router=ModelRouter([]))
REFUSED = UpstreamError("Connect", "Connection refused (os error 111)")


@pytest.mark.parametrize(
    ("error", "status", "text", "reason", "code"),
    [
        (REFUSED, 503, f"upstream call failed: {REFUSED}", Reason.UPSTREAM_FAILURE, "upstream_refused"),
        (
            UpstreamError("Connect", "No route to host (os error 113)"),
            503,
            "upstream call failed: Connect: No route to host (os error 113)",
            Reason.UPSTREAM_FAILURE,
            "upstream_unreachable",
        ),
        (
            UpstreamError("ConnectTimeout", "deadline has elapsed"),
            503,
            "upstream call failed: Connect: deadline has elapsed",
            Reason.UPSTREAM_FAILURE,
            "upstream_unreachable",
        ),
        (
            UpstreamError("Dns", "Name or service not known"),
            503,
            "backends required DNS resolution which failed",
            Reason.UPSTREAM_FAILURE,
            "upstream_unresolved",
        ),
        (
            UpstreamError("SendRequest", "connection closed before message completed"),
            503,
            "upstream call failed: SendRequest: connection closed before message completed",
            Reason.UPSTREAM_FAILURE,
            "upstream_broke_off",
        ),
        (
            UpstreamError("SendRequest", "invalid HTTP version parsed"),
            503,
            "upstream call failed: SendRequest: invalid HTTP version parsed",
            Reason.UPSTREAM_FAILURE,
            "upstream_reply_unreadable",
        ),
        (
            LlmError("missing field: model not specified", "model_missing"),
            503,
            "processing failed: missing field: model not specified",
            Reason.INTERNAL,
            "model_missing",
        ),
    ],
)
def test_words_of_the_release_and_codes_of_guide_mode(
    error: Exception, status: int, text: str, reason: Reason, code: str
) -> None:
    failure = as_failure(error, exchange(route=LLM))
    assert (failure.status, failure.text, failure.reason, failure.code) == (status, text, reason, code)
    assert CODES[code].next_step in failure.message
    assert failure.guide_status == CODES[code].status


def test_an_upstream_that_switches_protocols_unasked() -> None:
    failure = as_failure(UpstreamError("Upgrade", "not passed on"), exchange(route=LLM))
    assert (failure.status, failure.guide_status) == (502, 502)
    assert failure.text == "request upgrade failed, backend tried None but None was requested"


def test_a_broken_body_is_the_client_s_fault_in_guide_mode() -> None:
    failure = as_failure(BodyBroken(), exchange(route=LLM))
    assert (failure.status, failure.guide_status) == (503, 400)
    assert failure.text.startswith("upstream call failed: SendRequest: error from user's Body stream")


def test_which_timeout_it_was() -> None:
    whole = exchange(route=Route("r", 0, request_timeout=1.0), started=time.monotonic() - 2)
    attempt = exchange(route=Route("r", 0, request_timeout=60.0, backend_timeout=1.0), started=time.monotonic() - 2)
    assert as_failure(DeadlineExceeded(), whole).text == "request timeout"
    assert as_failure(DeadlineExceeded(), attempt).text == "upstream call timeout"
    assert {as_failure(DeadlineExceeded(), each).status for each in (whole, attempt)} == {504}


def test_what_nobody_knows_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        as_failure(ZeroDivisionError(), exchange())


FAILURE = Failure(503, "in the release's words", Reason.INTERNAL, code="invalid_json", message="told", guide_status=400)


@pytest.mark.parametrize("route", [HOST, None])
@pytest.mark.parametrize("compat", [GUIDE, RELEASE])
def test_other_routes_get_text_in_both_modes(route, compat) -> None:
    response, logged = answer_for(FAILURE, exchange(route=route), compat)
    assert (response.status, response.body) == (503, b"in the release's words")
    assert response.headers.items == [(b"content-type", b"text/plain")]
    assert logged == "in the release's words"


def test_llm_routes_get_json_in_guide_mode_and_text_in_the_release() -> None:
    response, logged = answer_for(FAILURE, exchange("/v1/chat/completions?x", "POST", route=LLM), GUIDE)
    assert response.status == 400
    assert isinstance(response.body, bytes)
    assert json.loads(response.body) == {
        "error": {"message": "told", "type": "invalid_request_error", "param": None, "code": "invalid_json"}
    }
    assert (response.headers.items, logged) == ([(b"content-type", b"application/json")], "told")
    response, logged = answer_for(FAILURE, exchange(route=LLM), RELEASE)
    assert (response.status, response.body, logged) == (503, b"in the release's words", "in the release's words")


DOWN = Failure(503, "upstream call failed: x", Reason.UPSTREAM_FAILURE, code="upstream_refused", message="told")


def test_guide_mode_names_the_failure_to_look_up() -> None:
    """Where people see it: in the message that SDKs show, in the log, and in a header for those who read no message."""
    response, logged = answer_for(DOWN, exchange(route=LLM), GUIDE)
    assert isinstance(response.body, bytes)
    assert json.loads(response.body)["error"]["message"] == logged == "told (agwctl explain A01)"
    assert response.headers.get(b"x-agwctl-explain") == b"A01"
    response, logged = answer_for(DOWN, exchange(route=HOST), GUIDE)
    assert (response.body, logged) == (b"upstream call failed: x", "upstream call failed: x")
    assert response.headers.get(b"x-agwctl-explain") == b"A01"
    response, logged = answer_for(NO_ROUTE, exchange(), GUIDE)
    assert (response.body, response.headers.get(b"x-agwctl-explain")) == (b"route not found", b"E04")


@pytest.mark.parametrize("failure", [DOWN, NO_ROUTE])
@pytest.mark.parametrize("route", [LLM, HOST, None])
def test_the_release_names_nothing(failure, route) -> None:
    response, logged = answer_for(failure, exchange(route=route), RELEASE)
    assert response.headers.items == [(b"content-type", b"text/plain")]
    assert logged == failure.text


@pytest.mark.parametrize("target", ["/v1/messages", "/v1/messages?beta=true", "/ollama/v1/messages"])
def test_anthropic_clients_get_their_own_shape(target: str) -> None:
    response, _ = answer_for(FAILURE, exchange(target, "POST", route=LLM), GUIDE)
    assert isinstance(response.body, bytes)
    assert json.loads(response.body) == {
        "type": "error",
        "error": {"type": "invalid_request_error", "message": "told"},
    }


@pytest.mark.parametrize(
    ("status", "reason", "code"),
    [
        (404, Reason.NOT_FOUND, b"12"),
        (503, Reason.UPSTREAM_FAILURE, b"14"),
        (504, Reason.TIMEOUT, b"14"),
        (400, Reason.INTERNAL, b"13"),
        (405, Reason.INTERNAL, b"2"),
        (500, Reason.INTERNAL, b"2"),
        (500, Reason.NO_HEALTHY_BACKEND, b"14"),
    ],
)
@pytest.mark.parametrize("content_type", ["application/grpc", "application/grpc+proto"])
def test_grpc(content_type: str, status: int, reason: Reason, code: bytes) -> None:
    asked = exchange(method="POST", headers=[("content-type", content_type)], route=LLM)
    response, _ = answer_for(Failure(status, 'a "b" %\r\nä', reason), asked, GUIDE)
    assert (response.status, response.body) == (200, b"")
    assert dict(response.headers.items)[b"grpc-status"] == code
    assert dict(response.headers.items)[b"grpc-message"] == b'a "b" %25%0D%0A%C3%A4'


def test_grpc_web_is_not_grpc() -> None:
    asked = exchange(headers=[("content-type", "application/grpc-web")])
    assert answer_for(FAILURE, asked, GUIDE)[0].status == 503
