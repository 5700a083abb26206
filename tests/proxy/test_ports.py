"""The auxiliary ports: what they answer, and what they do not."""

from __future__ import annotations

import pytest

from agwctl.http.message import Handler, Headers, Request
from agwctl.proxy.metrics import Metrics
from agwctl.proxy.ports import admin, readiness, stats


def ask(handler: Handler, method: str, target: str, *headers: tuple[bytes, bytes]) -> tuple[int, bytes]:
    answer = handler(Request(method.encode(), target.encode(), Headers(headers)))
    assert isinstance(answer.body, bytes)
    return answer.status, answer.body


READY = "/healthz/ready"


@pytest.mark.parametrize(
    ("method", "target", "status", "body"),
    [
        ("GET", READY, 200, b"ready\n"),
        ("GET", READY + "?x=1", 200, b"ready\n"),
        ("POST", READY, 405, b""),
        ("HEAD", READY, 405, b""),
        ("GET", "/healthz", 404, b""),
        ("GET", "/", 404, b""),
        ("GET", READY + "/", 404, b""),
    ],
)
def test_readiness(method: str, target: str, status: int, body: bytes) -> None:
    assert ask(readiness(lambda: []), method, target) == (status, body)


def test_readiness_names_what_is_missing() -> None:
    waiting = ["drain", "config"]
    handler = readiness(lambda: waiting)
    assert ask(handler, "GET", READY) == (500, b"not ready, pending: drain, config\n")
    waiting.clear()
    assert ask(handler, "GET", READY) == (200, b"ready\n")


@pytest.mark.parametrize("target", ["/metrics", "/stats/prometheus", "/metrics?name=x"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_stats(method: str, target: str) -> None:
    status, body = ask(stats(Metrics("9.9")), method, target)
    assert status == 200
    assert b'agentgateway_build_info{tag="9.9"} 1\n' in body
    assert body.endswith(b"# EOF\n")


def test_stats_elsewhere() -> None:
    assert ask(stats(Metrics("1")), "GET", "/")[0] == 404


@pytest.mark.parametrize(
    ("method", "target", "status", "asked"),
    [
        ("POST", "/quitquitquit", 200, True),
        ("GET", "/quitquitquit", 405, False),
        ("POST", "/", 404, False),
        ("GET", "/config_dump", 404, False),
    ],
)
def test_admin(method: str, target: str, status: int, asked: bool) -> None:
    quits: list[None] = []
    assert ask(admin(lambda: quits.append(None)), method, target)[0] == status
    assert bool(quits) is asked


def test_a_web_page_cannot_end_the_gateway() -> None:
    """A browser lets any page post to this machine, and tells where the page is from."""
    quits: list[None] = []
    request = Request(b"POST", b"/quitquitquit", Headers([(b"host", b"localhost"), (b"origin", b"http://evil.test")]))
    assert admin(lambda: quits.append(None))(request).status == 403
    assert not quits
