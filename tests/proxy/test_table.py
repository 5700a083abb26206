"""Which listener and which route a request gets; the rules are those recorded in routing.yaml, here without sockets."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agwctl.http.message import Headers
from agwctl.proxy.route import Route
from agwctl.proxy.table import Candidate, HostTable, Match, RouteTable, Value


def request(
    path: str = "/", method: str = "GET", host: str = "a.test", headers: dict[str, str] | None = None
) -> Candidate:
    bare, mark, query = path.partition("?")
    fields = Headers([(name.encode(), value.encode()) for name, value in (headers or {}).items()])
    return Candidate(method.encode(), b"http", host.encode(), bare.encode(), query.encode() if mark else None, fields)


def table(*rules: tuple[str, Match] | tuple[str, Match, tuple[str, ...]]) -> RouteTable:
    routes = RouteTable()
    for position, (name, match, *hostnames) in enumerate(rules):
        routes.add(Route(key=f"default/{name}", position=position), [match], hostnames[0] if hostnames else (), ())
    return routes


def found(routes: RouteTable, candidate: Candidate, host: str = "a.test") -> str | None:
    entry = routes.find(host, candidate)
    return entry.route.key.removeprefix("default/") if entry else None


@pytest.mark.parametrize(
    ("prefix", "path", "matches"),
    [
        ("/api", "/api", True),
        ("/api", "/api/", True),
        ("/api", "/api/x", True),
        ("/api", "/apix", False),
        ("/api/", "/api", True),
        ("/api/", "/api/x", True),
        ("/api/", "/apix", False),
        ("/", "/anything", True),
        ("/", "*", False),
    ],
)
def test_a_prefix_ends_at_a_segment(prefix: str, path: str, matches: bool) -> None:
    assert Match("prefix", prefix.encode()).accepts_path(path.encode()) is matches


def test_the_path_decides_before_method_headers_and_name() -> None:
    routes = table(
        ("a-long-prefix", Match("prefix", b"/api/deep")),
        ("b-regex", Match("regex", b"/api/.*", re.compile("/api/.*"))),
        ("c-exact", Match("exact", b"/api/x")),
        ("d-method", Match("prefix", b"/api", method=b"GET")),
        ("e-root", Match("prefix", b"/")),
    )
    assert found(routes, request("/api/x")) == "c-exact"
    assert found(routes, request("/api/deep/er")) == "a-long-prefix"
    assert found(routes, request("/api/y")) == "b-regex"
    assert found(routes, request("/api")) == "d-method"
    assert found(routes, request("/api", "POST")) == "e-root"


def test_equal_matches_go_by_key() -> None:
    routes = table(("route2", Match()), ("route10", Match()))
    assert found(routes, request()) == "route10"


def test_more_header_conditions_win_and_any_repeated_value_counts() -> None:
    one = (b"x-a", Value("1"))
    two = (b"x-b", Value(None, re.compile("v[0-9]")))
    routes = table(("one", Match(headers=(one,))), ("two", Match(headers=(one, two))))
    assert found(routes, request(headers={"x-a": "1"})) == "one"
    assert found(routes, request(headers={"x-a": "1", "x-b": "v7"})) == "two"
    assert found(routes, request(headers={"x-a": "2"})) is None
    several = request()
    several.headers = Headers([(b"x-a", b"0"), (b"x-a", b"1")])
    assert found(routes, several) == "one"


@pytest.mark.parametrize(
    ("name", "value", "other"),
    [
        (b":method", "PUT", "GET"),
        (b":path", "/p?q", "/p"),
        (b":authority", "h:1", "h"),
        (b":scheme", "http", "https"),
    ],
)
def test_pseudo_headers(name: bytes, value: str, other: str) -> None:
    asked = request("/p?q", "PUT", "h:1")
    assert found(table(("only", Match(headers=((name, Value(value)),)))), asked) == "only"
    assert found(table(("only", Match(headers=((name, Value(other)),)))), asked) is None


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/v[0-9]+", "/v1", True),
        ("/v[0-9]+", "/v1/x", False),
        ("/v[0-9]+", "/api/v1", False),
        ("/a|/b/c", "/b/c", True),
        ("/a|/b/c", "/a/c", False),
    ],
)
def test_a_pattern_matches_the_whole_path(pattern: str, path: str, matches: bool) -> None:
    routes = table(("only", Match("regex", pattern.encode(), re.compile(pattern))))
    assert (found(routes, request(path)) == "only") is matches


def test_methods_are_compared_by_case() -> None:
    routes = table(("only", Match(method=b"GET")))
    assert found(routes, request(method="GET")) == "only"
    assert found(routes, request(method="get")) is None


def test_alternatives_of_one_route_are_ranked_by_themselves() -> None:
    routes = RouteTable()
    routes.add(Route("default/two", 0), [Match("prefix", b"/"), Match("exact", b"/a")], (), ())
    routes.add(Route("default/a-prefix", 1), [Match("prefix", b"/a")], (), ())
    assert found(routes, request("/a")) == "two"
    assert found(routes, request("/a/b")) == "a-prefix"
    assert found(routes, request("/c")) == "two"


@pytest.mark.parametrize(
    ("query", "matches"),
    [("?v=2", True), ("?v=1&v=2", True), ("?v=2&v=1", False), ("?v=%32", True), ("?w=2", False), ("", False)],
)
def test_query_parameters_are_decoded_and_the_last_one_counts(query: str, matches: bool) -> None:
    routes = table(("only", Match(query=(("v", Value("2")),))))
    assert found(routes, request("/" + query)) == ("only" if matches else None)


def test_a_parameter_without_value_is_empty() -> None:
    routes = table(("only", Match(query=(("q", Value("")),))))
    assert found(routes, request("/?q")) == "only"


def test_hostnames_go_before_everything_else_and_fall_through() -> None:
    routes = table(
        ("none", Match("exact", b"/only/exact")),
        ("wild", Match(), ("*.ex.com",)),
        ("longer", Match(), ("*.b.ex.com",)),
        ("exact", Match("prefix", b"/only"), ("a.ex.com",)),
    )
    assert found(routes, request("/only/exact"), "a.ex.com") == "exact"
    assert found(routes, request("/else"), "a.ex.com") == "wild"
    assert found(routes, request("/else"), "x.b.ex.com") == "longer"
    assert found(routes, request("/else"), "ex.com") is None
    assert found(routes, request("/only/exact"), "ex.com") == "none"


def test_more_query_conditions_win_after_headers() -> None:
    v, w = ("v", Value("1")), ("w", Value("1"))
    header = ((b"x", Value("1")),)
    routes = table(("a", Match(query=(v,))), ("b", Match(query=(v, w))), ("c", Match(headers=header)))
    assert found(routes, request("/?v=1&w=1")) == "b"
    assert found(routes, request("/?v=1&w=1", headers={"x": "1"})) == "c"


def test_a_star_is_an_exact_name_for_routes() -> None:
    assert found(table(("star", Match(), ("*",))), request(), "a.test") is None


def test_hosts_are_case_sensitive_and_the_most_specific_comes_first() -> None:
    hosts: HostTable[str] = HostTable()
    for hostname in ("*.com", None, "*.a.com", "x.a.com"):
        hosts.add(hostname, hostname or "any")
    assert list(hosts.find("x.a.com")) == ["x.a.com", "*.a.com", "*.com", "any"]
    assert list(hosts.find("X.A.com")) == ["*.com", "any"]
    assert list(hosts.find("a.com")) == ["*.com", "any"]


PATHS = ("/", "/a", "/a/", "/a//", "/a/b", "/a//b", "//", "/ab", "/a/b/c", "*")
MATCHES = st.one_of(
    st.builds(Match, st.sampled_from(["exact", "prefix"]), st.sampled_from([path.encode() for path in PATHS])),
    st.sampled_from(["/.*", "/a/.*", ".*", "/a.*b", "/[ab]+/b"]).map(
        lambda text: Match("regex", text.encode(), re.compile(text))
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), MATCHES, st.sampled_from([None, b"GET", b"POST"])), max_size=6))
def test_the_first_in_order_answers(drawn: list[tuple[str, Match, bytes | None]]) -> None:
    rules = [(name, match._replace(method=method)) for name, match, method in drawn]
    routes = table(*rules)
    for path in PATHS:
        asked = request(path)
        fitting = [(match.rank, name) for name, match in rules if match.accepts(asked)]
        assert found(routes, asked) == (min(fitting)[1] if fitting else None), path
