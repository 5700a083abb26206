"""A request's way through a data port: who refuses it, in which order policies run, what is logged and counted."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from agwctl.proxy.exchange import Exchange
from tests.proxy.running import Running, running
from tests.proxy.upstream import Upstream, reply, upstream


@pytest.fixture
def behind() -> Iterator[Upstream]:
    with upstream(reply(200, b"fine", "x-up: 1")) as server:
        yield server


def listening(routes: str, listener: str = "") -> str:
    return f"binds: [{{port: PORT, listeners: [{{{listener} routes: [{routes}]}}]}}]"


def to(behind: Upstream, more: str = "") -> str:
    return f"{{backends: [{{host: '{behind.address}'}}]{more}}}"


@pytest.mark.parametrize("compat", ["guide", "1.4"])
@pytest.mark.parametrize(
    ("request_line", "headers", "status", "text", "reason"),
    [
        ("GET /api HTTP/1.1", "Host: other.test", 404, b"listener not found", "NotFound"),
        ("GET /else HTTP/1.1", "Host: a.test", 404, b"route not found", "NotFound"),
        ("CONNECT a.test:443 HTTP/1.1", "Host: a.test", 405, b"method not allowed", "Internal"),
        ("GET /api HTTP/1.1", "X: y", 503, b"processing failed: no authority or host", "Internal"),
        ("GET /api HTTP/1.1", "Host: a b", 503, b"processing failed: no authority or host", "Internal"),
        ("GET /none HTTP/1.1", "Host: a.test", 500, b"no valid backends", "NoHealthyBackend"),
        ("GET /api HTTP/1.1", "Host: a.test", 200, b"fine", None),
        ("GET http://a.test/api HTTP/1.1", "Host: other.test", 200, b"fine", None),
    ],
)
def test_who_answers(
    behind: Upstream, compat: str, request_line: str, headers: str, status: int, text: bytes, reason: str | None
) -> None:
    routes = to(behind, ", matches: [{path: {pathPrefix: /api}}]")
    routes += f", {{backends: [{{host: '{behind.address}', weight: 0}}], matches: [{{path: {{exact: /none}}}}]}}"
    with running(listening(routes, "hostname: a.test,"), compat) as serving:
        answer = serving.raw(f"{request_line}\r\n{headers}\r\nConnection: close\r\n\r\n".encode())
        assert (answer.status, answer.body) == (status, text)
        fields = serving.fields()
        assert (fields["http.status"], fields.get("reason")) == (str(status), reason)


ALL_FILTERS = """
  matches: [{path: {pathPrefix: /api}}],
  policies: {
    requestHeaderModifier: {set: {x-team: a, host: modified.test}},
    urlRewrite: {path: {prefix: /v2}},
    %s
    responseHeaderModifier: {set: {x-by: route}, remove: [x-up]}
  },
  backends: [{host: '%s', policies: {
    requestHeaderModifier: {set: {x-team: b}},
    responseHeaderModifier: {set: {x-by: backend}}
  }}]
"""


def test_filters_run_in_their_order(behind: Upstream) -> None:
    with running(listening("{" + ALL_FILTERS % ("", behind.address) + "}")) as serving:
        answer = serving.ask("/api/x?q=1", headers={"host": "gw.test"})
    seen = behind.last
    assert (seen.target, seen.header("host"), seen.header("x-team")) == ("/v2/x?q=1", "modified.test", "b")
    assert [value for name, value in answer.headers if name.startswith("x-")] == ["backend"]


@pytest.mark.parametrize(
    ("policy", "status", "body", "location"),
    [
        ("requestRedirect: {authority: {host: new.test}},", 302, b"", "http://new.test/v2/x?q=1"),
        ("directResponse: {status: 418, body: tea},", 418, b"tea", None),
        ("requestRedirect: {}, directResponse: {status: 418},", 302, b"", "http://modified.test/v2/x?q=1"),
    ],
)
def test_a_filter_that_answers_is_seen_by_those_before_it(
    behind: Upstream, policy: str, status: int, body: bytes, location: str | None
) -> None:
    """A redirect sees the rewritten URL, and the route's response filters see the redirect; the backend's do not."""
    with running(listening("{" + ALL_FILTERS % (policy, behind.address) + "}")) as serving:
        answer = serving.ask("/api/x?q=1", headers={"host": "gw.test"})
        assert serving.fields()["reason"] == "DirectResponse"
    headers = dict(answer.headers)
    assert (answer.status, answer.body, headers.get("location")) == (status, body, location)
    assert headers["x-by"] == "route"
    assert not behind.seen


def test_response_filters_see_failures_that_come_behind_them(behind: Upstream) -> None:
    route = "policies: {responseHeaderModifier: {set: {x-by: route}}}, matches: [{path: {exact: /a}}]"
    with running(listening(f"{{{route}, backends: []}}")) as serving:
        failed, lost = serving.ask("/a"), serving.ask("/b")
    assert (failed.status, dict(failed.headers).get("x-by")) == (500, "route")
    assert (lost.status, dict(lost.headers).get("x-by")) == (404, None)


def test_a_malformed_name_fails_only_the_requests_that_meet_it(behind: Upstream) -> None:
    routes = to(behind, ", policies: {requestHeaderModifier: {set: {'b d': x}}}, matches: [{path: {exact: /bad}}]")
    with running(listening(f"{routes}, {to(behind)}")) as serving:
        bad, good = serving.ask("/bad"), serving.ask("/good")
    assert (bad.status, good.status) == (500, 200)
    assert bad.body == b"failed to apply filters: invalid header name: invalid HTTP header name"


@pytest.mark.parametrize("body", [b"", b"x" * 100_000])
def test_a_malformed_name_of_a_response_filter_fails_the_request(behind: Upstream, body: bytes) -> None:
    """The upstream's answer, which may be on its way still, is not wanted any more."""
    behind.answer = lambda seen: reply(200, body)
    with running(listening(to(behind, ", policies: {responseHeaderModifier: {set: {'b d': x}}}"))) as serving:
        answer = serving.ask("/")
        assert serving.fields()["http.status"] == "500"
    assert (answer.status, answer.body[:44]) == (500, b"failed to apply filters: invalid header name")


@pytest.mark.parametrize(
    ("route", "request_line", "status"),
    [
        ("matches: [{path: {exact: /a}}]", b"GET /lost HTTP/1.1\r\nHost: a.test", 404),
        ("matches: [{path: {exact: /a}}]", b"GET /a HTTP/1.1\r\nHost: lost", 404),
        ("matches: [{path: {exact: /a}}]", b"GET /a HTTP/1.1\r\nX: y", 503),
        ("matches: [{path: {exact: /a}}]", b"CONNECT a.test:1 HTTP/1.1\r\nHost: a.test", 405),
        ("backends: []", b"GET / HTTP/1.1\r\nHost: a.test", 500),
        ("backends: [{invalid: null}]", b"GET / HTTP/1.1\r\nHost: a.test", 500),
        ("policies: {requestHeaderModifier: {set: {'b d': x}}}", b"GET / HTTP/1.1\r\nHost: a.test", 500),
        ("policies: {responseHeaderModifier: {set: {'b d': x}}}", b"GET / HTTP/1.1\r\nHost: a.test", 500),
        ("policies: {urlRewrite: {path: {prefix: x}}}", b"GET / HTTP/1.1\r\nHost: a.test", 500),
    ],
)
def test_a_refused_request_is_forgotten(route: str, request_line: bytes, status: int) -> None:
    """Whoever is refused a thousand times a second must not fill the memory with it."""
    with running(listening(f"{{{route}}}", "hostname: a.test,")) as serving:
        before = exchanges_kept()
        for _ in range(20):
            assert serving.raw(request_line + b"\r\nConnection: close\r\n\r\n").status == status
        serving.log(20)
        assert exchanges_kept() - before <= 2


def exchanges_kept() -> int:
    gc.collect()
    return sum(isinstance(found, Exchange) for found in gc.get_objects())


def test_grpc_clients_read_their_error_in_headers(behind: Upstream) -> None:
    with running(listening(to(behind), "hostname: a.test,")) as serving:
        answer = serving.ask("/", method="POST", headers={"content-type": "application/grpc"})
    headers = dict(answer.headers)
    assert (answer.status, answer.body) == (200, b"")
    assert (headers["grpc-status"], headers["grpc-message"]) == ("12", "listener not found")


def test_an_error_keeps_the_connection(behind: Upstream) -> None:
    with running(listening(to(behind, ", matches: [{path: {exact: /a}}]"))) as serving, serving.connect() as sock:
        sock.sendall(b"POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbodyGET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        received = b""
        while not received.endswith(b"fine"):
            received += sock.recv(4096)
    assert received.count(b"HTTP/1.1 ") == 2
    assert received.startswith(b"HTTP/1.1 404 Not Found")


def counted(serving: Running, name: str) -> list[str]:
    """The lines of one metric."""
    text = serving.gateway._metrics.exposition("")[1].decode()
    return [line for line in text.splitlines() if line.startswith(f"agentgateway_{name}")]


def test_every_request_is_counted_once_with_its_outcome(behind: Upstream) -> None:
    with running(listening(to(behind, ", matches: [{path: {exact: /a}}]"))) as serving:
        for path in ("/a", "/a", "/b"):
            serving.ask(path)
        serving.log(3)
        lines = counted(serving, "requests_total")
        calls = counted(serving, "upstream_call_duration_seconds_count")
        connects = counted(serving, "upstream_connect_duration_seconds_count")
    bind = f'bind="bind/{serving.port}"'
    backend = f"/default/default/bind/{serving.port}/listener0/default/route0/backend0"
    assert sorted(lines) == [
        f'agentgateway_requests_total{{backend="{backend}",protocol="http",method="GET",status="200",'
        f'reason="Upstream",{bind},gateway="default/default",listener="listener0",route="default/route0",'
        'route_rule="unknown"} 2',
        f'agentgateway_requests_total{{backend="unknown",protocol="http",method="GET",status="404",'
        f'reason="NotFound",{bind},gateway="default/default",listener="listener0",route="unknown",'
        'route_rule="unknown"} 1',
    ]
    assert calls == ['agentgateway_upstream_call_duration_seconds_count{kind="Primary",subtype="Http"} 2']
    assert connects == ['agentgateway_upstream_connect_duration_seconds_count{transport="plaintext"} 1']


def test_a_trace_goes_on_to_the_upstream(behind: Upstream) -> None:
    given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with running(listening(to(behind))) as serving:
        serving.ask("/", headers={"traceparent": given, "tracestate": "v=1"})
        serving.ask("/", headers={"traceparent": "junk"})
        first, second = serving.log(2)
    one, other = behind.seen
    sent = one.header("traceparent") or ""
    assert sent.split("-")[1] == given.split("-")[1]
    assert sent != given
    assert f" trace.id={sent.split('-')[1]} span.id={sent.split('-')[2]} " in first
    assert (one.header("tracestate"), other.header("traceparent")) == ("v=1", "junk")
    assert "trace.id" not in second
