"""`urlRewrite`: what the upstream sees as Host, and whether a backend's own name may take its place."""

from __future__ import annotations

import pytest

from agwctl.proxy.exchange import Exchange
from agwctl.proxy.failure import Failure
from agwctl.proxy.filters.url_rewrite import on_request
from tests.proxy.exchanges import exchange, indented, policies


def rewritten(text: str, target: str = "/", host: str = "gw.test:3000", prefix: str | None = None) -> Exchange:
    policy = policies("urlRewrite:\n" + indented(text, 2)).url_rewrite
    assert policy is not None
    done = exchange(target, host=host, prefix=prefix)
    on_request(policy)(done)
    return done


@pytest.mark.parametrize(
    ("authority", "host", "seen", "fixed"),
    [
        ("{full: localhost:11434}", "gw.test:3000", b"localhost:11434", True),
        ("{full: ollama}", "gw.test:3000", b"ollama", True),
        ("{host: ollama}", "gw.test:3000", b"ollama", True),
        ("{port: 81}", "gw.test:3000", b"gw.test:81", True),
        ("{port: 81}", "gw.test", b"gw.test:81", True),
        ("{port: 81}", "[::1]:3000", b"[::1]:81", True),
        ("{port: 81}", "[::1]", b"[::1]:81", True),
        ("none", "gw.test:3000", b"gw.test:3000", True),
        ("auto", "gw.test:3000", b"gw.test:3000", False),
    ],
)
def test_authority(authority: str, host: str, seen: bytes, fixed: bool) -> None:
    done = rewritten(f"authority: {authority}", host=host)
    assert (done.authority, done.authority_is_fixed) == (seen, fixed)
    assert done.path == b"/"


def test_path_and_authority_together_keep_the_query() -> None:
    done = rewritten("authority: {full: o:1}\npath: {prefix: /v1}", "/api/chat?x=%20&y", prefix="/api")
    assert (done.authority, done.path_and_query) == (b"o:1", b"/v1/chat?x=%20&y")


def test_a_path_alone_leaves_the_backend_s_name_alone() -> None:
    done = rewritten("path: {full: /x}", "/api")
    assert (done.authority, done.authority_is_fixed, done.path) == (b"gw.test:3000", False, b"/x")


@pytest.mark.parametrize("authority", ['{full: "h\\r\\nevil: 1"}', "{full: 'a b'}", "{host: 'a/b'}", "{full: ''}"])
def test_what_is_no_authority_fails_the_request(authority: str) -> None:
    with pytest.raises(Failure, match="invalid authority") as caught:
        rewritten(f"authority: {authority}")
    assert caught.value.status == 500
