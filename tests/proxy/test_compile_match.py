"""Conditions as they are written → what they let through."""

from __future__ import annotations

import pytest

from agwctl.proxy.compile_match import compile_match
from agwctl.proxy.table import Match
from tests.proxy.exchanges import exchange
from tests.proxy.running import loaded


def matches(text: str) -> list[Match]:
    route = f"binds: [{{port: 3000, listeners: [{{routes: [{{matches: {text}, backends: []}}]}}]}}]"
    found = loaded(route).binds[0].listeners[0].routes
    assert found is not None
    return [compile_match(match) for match in found[0].matches]


@pytest.mark.parametrize(
    ("text", "target", "method", "accepted"),
    [
        ("[{}]", "/any/thing", "GET", True),
        ("[{path: {pathPrefix: /a}}]", "/a/b", "GET", True),
        ("[{path: {pathPrefix: ''}}]", "/a/b", "GET", True),
        ("[{path: {exact: /a}}]", "/a?q", "GET", True),
        ("[{path: {exact: /a}}]", "/a/", "GET", False),
        ("[{path: {regex: '/a.+'}}]", "/ab", "GET", True),
        ("[{path: {regex: '/a.+'}}]", "/a", "GET", False),
        ("[{method: POST}]", "/", "GET", False),
        ("[{headers: [{name: X-Model, value: {exact: a}}]}]", "/", "GET", True),
        ("[{headers: [{name: X-Model, value: {regex: '[b-z]'}}]}]", "/", "GET", False),
        ("[{headers: [{name: ':method', value: {exact: GET}}]}]", "/", "GET", True),
        ("[{query: [{name: v, value: {regex: '[0-9]+'}}]}]", "/?v=12", "GET", True),
        ("[{query: [{name: v, value: {exact: ''}}]}]", "/?v", "GET", True),
        ("[{query: [{name: v, value: {exact: ''}}]}]", "/", "GET", False),
        ("[{path: {exact: /a}, method: GET}]", "/a", "GET", True),
        ("[{path: {exact: /a}, method: PUT}]", "/a", "GET", False),
    ],
)
def test_conditions(text: str, target: str, method: str, accepted: bool) -> None:
    (match,) = matches(text)
    assert match.accepts(exchange(target, method, headers=[("x-model", "a")])) is accepted


def test_a_route_without_matches_takes_everything() -> None:
    found = loaded("binds: [{port: 3000, listeners: [{routes: [{backends: []}]}]}]").binds[0].listeners[0].routes
    assert found is not None
    assert [str(compile_match(match)) for match in found[0].matches] == ["/*"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[{path: {pathPrefix: /a}}]", "/a/*"),
        ("[{path: {pathPrefix: /a/}}]", "/a/*"),
        ("[{path: {exact: /a}, method: GET}]", "GET = /a"),
        ("[{path: {regex: '/a.*'}}]", "~ /a.*"),
        (
            "[{headers: [{name: X-M, value: {exact: a}}], query: [{name: q, value: {exact: b}}]}]",
            "/* header x-m query q",
        ),
    ],
)
def test_how_the_banner_shows_them(text: str, shown: str) -> None:
    assert [str(match) for match in matches(text)] == [shown]
