"""What is told from the file alone is what the gateway's own route table does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agwctl.compat import RELEASE
from agwctl.http.message import Headers
from agwctl.lint.route_order import Claim, claims, route_keys, taken_by
from agwctl.proxy.compile import compile_ports
from agwctl.proxy.compile_match import compile_match
from agwctl.proxy.table import Candidate
from tests.lint.contexts import context

PATHS = (
    "{}",
    "{path: {pathPrefix: /}}",
    "{path: {pathPrefix: /a}}",
    "{path: {pathPrefix: /a/}}",
    "{path: {exact: /a}}",
    '{path: {regex: "/.*"}}',
    '{path: {regex: "/(.*)"}}',
    '{path: {regex: "/.+"}}',
    '{path: {regex: ".+"}}',
    "{path: {pathPrefix: /a}, method: POST}",
    "{path: {pathPrefix: /abc}}",
)
ASKED = ("/", "/a", "/a/", "/a/b", "/abc", "/abc/d", "/x")
routes = st.lists(st.tuples(st.sampled_from("abcd"), st.lists(st.sampled_from(PATHS), max_size=2)), max_size=4)


@settings(max_examples=150, deadline=None)
@given(routes)
def test_a_shadowed_route_gets_no_request(drawn: list[tuple[str, list[str]]]) -> None:
    written = ", ".join(f"{{name: {name}, matches: [{', '.join(matches)}]}}" for name, matches in drawn)
    ctx = context(f"binds: [{{port: 3000, listeners: [{{routes: [{written}]}}]}}]", RELEASE)
    (port,) = compile_ports(ctx.config)
    (listener,) = port.listeners.find("any")
    for claim, taker in taken_by(claims(ctx)):
        if taker is None:
            continue
        for path in ASKED:
            for method in (b"GET", b"POST"):
                asked = Candidate(method, b"http", b"any", path.encode(), None, Headers())
                found = listener.routes.find("any", asked)
                assert found is None or found.route.key != claim.key or str(found.match) != _shown(claim)


def _shown(claim: Claim) -> str:
    return str(compile_match(claim.match))


def test_keys_and_names_that_are_given_twice():
    ctx = context("binds: [{port: 1, listeners: [{routes: [{}, {name: x, namespace: n}, {name: x, namespace: n}]}]}]")
    routes = ctx.config.binds[0].listeners[0].routes or []
    assert [route_keys(ctx)[id(route)] for route in routes] == ["default/route0", "n/x", "n/x"]
    assert [claim.route for claim in claims(ctx)] == [routes[0], routes[2]]
