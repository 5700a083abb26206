"""Prefix joins and their failures, as recorded from agentgateway 1.4.1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agwctl.proxy.failure import Failure
from agwctl.proxy.filters.path_change import changed_path, join
from tests.proxy.exchanges import exchange, policies

SEGMENTS = st.lists(st.text("abc%2F.~", min_size=1, max_size=4), max_size=3).map(lambda parts: "/" + "/".join(parts))


@pytest.mark.parametrize(
    ("prefix", "matched", "path", "sent"),
    [
        ("/v2", "/api", "/api/users", "/v2/users"),
        ("/v2", "/api", "/api", "/v2"),
        ("/v2", "/api", "/api/", "/v2/"),
        ("/v2", "/api", "/api//x", "/v2//x"),
        ("/v1/", "/api/", "/api", "/v1/"),
        ("/v1/", "/api/", "/api/x", "/v1/x"),
        ("/", "/api", "/api/users", "/users"),
        ("/", "/api", "/api", "/"),
        ("/", "/api", "/api//x", "//x"),
        ("", "/api", "/api", "/"),
        ("", "/api", "/api/x", "/x"),
        ("/all", "/", "/", "/all/"),
        ("/all", "/", "/x", "/all/x"),
    ],
)
def test_joins(prefix: str, matched: str, path: str, sent: str) -> None:
    assert join(prefix.encode(), matched.encode(), path.encode()) == sent.encode()


@given(SEGMENTS, SEGMENTS, SEGMENTS)
def test_a_join_takes_off_what_matched_and_keeps_the_rest(prefix: str, matched: str, rest: str) -> None:
    """One slash at the seam, and putting the old prefix back in the place of the new one gives the old path."""
    path = matched.rstrip("/") + rest
    sent = join(prefix.encode(), matched.encode(), path.encode()).decode()
    assert sent == prefix.rstrip("/") + rest
    assert join(matched.encode(), prefix.encode(), sent.encode()).decode() == path


def changed(text: str, target: str, prefix: str | None) -> bytes:
    rewrite = policies(f"urlRewrite:\n  path:\n    {text}").url_rewrite
    assert rewrite is not None
    return changed_path(rewrite.path, exchange(target, prefix=prefix))


@pytest.mark.parametrize(
    ("text", "target", "sent"),
    [
        ("full: /x", "/a/b?q=1", b"/x"),
        ("full: ''", "/a", b"/"),
        ("full: /x?y=1", "/a?b=1", b"/x?y=1"),
        ("prefix: /v2", "/api/z?q", b"/v2/z"),
    ],
)
def test_the_query_is_left_out(text: str, target: str, sent: bytes) -> None:
    assert changed(text, target, "/api") == sent


@pytest.mark.parametrize(
    ("text", "target", "prefix", "failure"),
    [
        ("prefix: /v2", "/api/z", None, "prefix redirect requires prefix match"),
        ("prefix: v2", "/api/z", "/api", "path does not start with slash"),
        ("prefix: /v2", "/elsewhere", "/api", "invalid URI"),
        ("full: x", "/", "/", "path does not start with slash"),
        ("full: /a b", "/", "/", "invalid uri character"),
        ('full: "/a HTTP/1.1\\r\\nevil: 1"', "/", "/", "invalid uri character"),
        ('prefix: "/a\\nb"', "/", "/", "invalid uri character"),
    ],
)
def test_what_cannot_be_joined_fails_the_request(text: str, target: str, prefix: str | None, failure: str) -> None:
    with pytest.raises(Failure, match=failure) as caught:
        changed(text, target, prefix)
    assert caught.value.status == 500


def test_nothing_configured_changes_nothing() -> None:
    assert changed_path(None, exchange("/as/it/is?q")) == b"/as/it/is"
