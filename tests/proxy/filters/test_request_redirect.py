"""`requestRedirect`: the Location that a client is sent to."""

from __future__ import annotations

import pytest

from agwctl.http.message import Response
from agwctl.proxy.failure import Failure
from agwctl.proxy.filters.request_redirect import on_request
from tests.proxy.exchanges import exchange, policies


def redirected(text: str, target: str = "/a?q=1", host: str = "a:3000", prefix: str | None = "/") -> Response:
    policy = policies(f"requestRedirect: {text}").request_redirect
    assert policy is not None
    return on_request(policy)(exchange(target, host=host, prefix=prefix))


@pytest.mark.parametrize(
    ("text", "host", "location"),
    [
        ("{}", "a:3000", "http://a:3000/a?q=1"),
        ("{scheme: https}", "a:3000", "https://a:3000/a?q=1"),
        ("{authority: {host: new}}", "a:3000", "http://new:3000/a?q=1"),
        ("{authority: {host: new}}", "a:80", "http://new/a?q=1"),
        ("{authority: {host: new}}", "a", "http://new/a?q=1"),
        ("{scheme: https, authority: {host: new}}", "a:3000", "https://new/a?q=1"),
        ("{scheme: http, authority: {host: new}}", "a:3000", "http://new/a?q=1"),
        ("{authority: {port: 81}}", "a:3000", "http://a:81/a?q=1"),
        ("{authority: {port: 80}}", "a:3000", "http://a/a?q=1"),
        ("{scheme: https, authority: {port: 443}}", "a:3000", "https://a/a?q=1"),
        ("{scheme: https, authority: {port: 80}}", "a:3000", "https://a:80/a?q=1"),
        ("{authority: {full: 'new:80'}}", "a:3000", "http://new:80/a?q=1"),
        ("{path: {full: /x}}", "a", "http://a/x?q=1"),
        ("{path: {prefix: /p}}", "a", "http://a/p/a?q=1"),
    ],
)
def test_locations(text: str, host: str, location: str) -> None:
    answer = redirected(text, host=host)
    assert answer.headers.items == [(b"location", location.encode())]
    assert (answer.status, answer.body) == (302, b"")


def test_a_status_of_one_s_own() -> None:
    assert redirected("{status: 308}").status == 308


def test_without_a_query_there_is_no_mark() -> None:
    assert redirected("{}", target="/a").headers.get(b"location") == b"http://a:3000/a"
    assert redirected("{}", target="/a?").headers.get(b"location") == b"http://a:3000/a?"


def test_a_prefix_needs_a_prefix_match() -> None:
    with pytest.raises(Failure, match="prefix redirect requires prefix match"):
        redirected("{path: {prefix: /p}}", prefix=None)


@pytest.mark.parametrize(
    "text",
    [
        '{authority: {full: "h\\r\\nevil: 1"}}',
        '{authority: {host: "a b"}}',
        '{scheme: "x\\n"}',
        '{path: {full: "/x\\r\\nevil: 1"}}',
    ],
)
def test_a_location_cannot_begin_another_field(text: str) -> None:
    with pytest.raises(Failure, match="invalid uri character"):
        redirected(text)
