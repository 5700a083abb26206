"""Paths that are not quite right are redirected as Ollama 0.33.0 was seen to do it."""

from __future__ import annotations

import pytest

from tests.ollama.played import ask, simulator


@pytest.mark.parametrize(
    ("method", "target", "status", "location"),
    [
        ("GET", "/api/tags/", 301, "/api/tags"),
        ("GET", "/api/tags%2f?y=1", 301, "/api/tags?y=1"),
        ("GET", "/api/%74ags/", 301, "/api/tags"),
        ("GET", "/v1/models/x%0d%0ay/", 301, "/v1/models/x%0D%0Ay"),
        ("GET", "/v1/models/%c3%a9/", 301, "/v1/models/%C3%A9"),
        ("HEAD", "/api/tags/", 307, "/api/tags"),
        ("DELETE", "/api/delete/", 307, "/api/delete"),
        ("POST", "/v1/chat/completions/", 307, "/v1/chat/completions"),
        ("GET", "//api//version", 307, "/api/version"),
        ("GET", "/api/../api/version", 307, "/api/version"),
        ("GET", "/api/./ps/", 307, "/api/ps/"),
        ("GET", "/v1/models/../..", 307, "/"),
        ("GET", "//evil.example", 307, "/evil.example"),
        ("GET", "/api//tags/?a=%zz", 307, "/api/tags/?a=%zz"),
        ("GET", "/api//%0d%0aX:y", 307, "/api/%250d%250aX:y"),
        ("GET", "/api//%ff", 307, "/api/%25ff"),
        ("GET", "/api//x^y", 307, "/api/x%255Ey"),
        ("GET", "/api//a'(b)*!~[x]", 307, "/api/a%27%28b%29%2A%21~%5Bx%5D"),
        ("POST", "/v1//chat/completions", 307, "/v1/chat/completions"),
        ("OPTIONS", "/api//tags", 307, "/api/tags"),
    ],
)
def test_redirects(method: str, target: str, status: int, location: str) -> None:
    answered = ask(simulator(), method, target)
    assert (answered.status, answered.headers["location"]) == (status, location)
    assert (answered.text != "") == (method == "GET")
    assert ("content-type" in answered.headers) == (method in ("GET", "HEAD"))


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/v1/models/..%2F..%2Fetc"),
        ("GET", "/%2e%2e/x"),
        ("GET", "/api/%2e/ps"),
        ("GET", "/api/chat/"),
        ("HEAD", "/api/ps/"),
        ("POST", "/api/tags/"),
    ],
)
def test_there_is_no_such_page(method: str, target: str) -> None:
    assert ask(simulator(), method, target).status == 404


def test_the_page_is_html() -> None:
    page = ask(simulator(), "GET", "/api/tags/?a=1&b=<x>")
    assert page.text == '<a href="/api/tags?a=1&amp;b=&lt;x&gt;">Moved Permanently</a>.\n\n'


@pytest.mark.parametrize("target", ["/api//tags", "/api/tags/"])
def test_strangers_are_redirected_too(target: str) -> None:
    answered = ask(simulator(), "GET", target, host="evil.example", origin="http://evil.example")
    assert answered.status in (301, 307)
    assert "access-control-allow-origin" not in answered.headers
