"""A whole configuration → ports, listeners and route tables: names, attachment, order, groups."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agwctl.proxy.compile import Port, compile_ports
from tests.proxy.exchanges import exchange
from tests.proxy.running import loaded

TO = "backends: [{host: '127.0.0.1:1'}]"


Fields = list[tuple[str, str]]


def found(
    port: Port, target: str, host: str = "gw.test", method: str = "GET", headers: Fields | None = None
) -> str | None:
    """`listener route` of a request, as metrics name them."""
    listener = next(iter(port.listeners.find(host)), None)
    if listener is None:
        return None
    entry = listener.routes.find(host, exchange(target, method, host=host, headers=headers or []))
    return f"{listener.name} {entry.route.key if entry else '-'}"


def test_binds() -> None:
    first, second = compile_ports(
        loaded(
            f"""
            binds:
            - port: 3000
              listeners:
              - hostname: a.test
                routes:
                - {TO}
                - {{name: named, namespace: team, matches: [{{path: {{exact: /n}}}}], {TO}}}
              - name: other
                hostname: '*.b.test'
                routes: [{{matches: [{{path: {{pathPrefix: /x}}}}], {TO}}}]
            - port: 3001
              listeners: [{{routes: []}}]
            """
        )
    )
    assert (first.number, first.bind, second.bind) == (3000, "bind/3000", "bind/3001")
    assert found(first, "/", "a.test") == "listener0 default/route0"
    assert found(first, "/n", "a.test") == "listener0 team/named"
    assert found(first, "/x", "c.b.test") == "other default/route0"
    assert found(first, "/y", "c.b.test") == "other -"
    assert found(first, "/", "b.test") is None
    assert found(second, "/") == "listener0 -"
    names = [backend.name for rule in first.rules for backend in rule.route.backends]
    assert names == [
        "/default/default/bind/3000/listener0/default/route0/backend0",
        "/default/default/bind/3000/listener0/team/named/backend0",
        "/default/default/bind/3000/other/default/route0/backend0",
    ]


GATEWAYS = f"""
gateways:
  default: {{port: 3000}}
  inner: {{port: 3001, listeners: [{{name: a, hostname: a.test}}, {{hostname: '*'}}]}}
routes:
- {{name: everywhere, gateways: [default, inner], matches: [{{path: {{exact: /e}}}}], {TO}}}
- {{name: one, gateways: [inner/a], matches: [{{path: {{exact: /o}}}}], {TO}}}
- {{matches: [{{path: {{exact: /d}}}}], {TO}}}
"""


@pytest.mark.parametrize(
    ("port", "target", "host", "where"),
    [
        (0, "/e", "x", "default default/everywhere"),
        (0, "/d", "x", "default default/route2"),
        (0, "/o", "x", "default -"),
        (1, "/e", "a.test", "inner/a default/everywhere"),
        (1, "/o", "a.test", "inner/a default/one"),
        (1, "/e", "x", "inner/listener1 default/everywhere"),
        (1, "/o", "x", "inner/listener1 -"),
        (1, "/d", "x", "inner/listener1 -"),
    ],
)
def test_gateways_take_the_routes_that_name_them(port: int, target: str, host: str, where: str) -> None:
    assert found(compile_ports(loaded(GATEWAYS))[port], target, host) == where


def test_the_names_of_backends_behind_gateways() -> None:
    names = {
        backend.name for port in compile_ports(loaded(GATEWAYS)) for r in port.rules for backend in r.route.backends
    }
    assert names == {
        "/gateway/default/default/everywhere/backend0",
        "/gateway/default/default/route2/backend0",
        "/gateway/inner/default/everywhere/backend0",
        "/gateway/inner/default/one/backend0",
    }


MODEL = "models: [{name: '*', provider: ollama}]"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (f"llm: {{{MODEL}}}", [4000]),
        (f"llm: {{port: 4444, {MODEL}}}", [4444]),
        (f"gateways: {{default: {{port: 3000}}}}\nllm: {{{MODEL}}}", [3000]),
        (f"gateways: {{other: {{port: 3000}}}}\nllm: {{{MODEL}}}", [3000, 4000]),
        (f"gateways: {{other: {{port: 3000}}}}\nllm: {{gateways: [other], {MODEL}}}", [3000]),
    ],
)
def test_where_the_models_are(text: str, numbers: list[int]) -> None:
    ports = compile_ports(loaded(text))
    assert [port.number for port in ports] == numbers
    assert found(ports[-1], "/v1/models") is not None
    assert found(ports[-1], "/v1/models") in (
        "llm internal/llm:request",
        "default internal/llm:request",
        "other internal/llm:request",
    )
    assert ports[-1].rules[-1].route.router is not None


def test_of_two_routes_with_one_name_the_later_counts() -> None:
    (port,) = compile_ports(
        loaded(
            f"binds: [{{port: 3000, listeners: [{{routes: ["
            f"{{name: x, matches: [{{path: {{exact: /first}}}}], {TO}}},"
            f"{{name: x, matches: [{{path: {{exact: /second}}}}], {TO}}}]}}]}}]"
        )
    )
    assert found(port, "/first") == "listener0 -"
    assert found(port, "/second") == "listener0 default/x"


def ai(model: str, **more: Any) -> dict[str, Any]:
    provider = {"openAI": {"model": model} if model else {}}
    return {"backends": [{"ai": {"name": "n", "hostOverride": "127.0.0.1:1", "provider": provider}}], **more}


A = {"matches": [{"path": {"pathPrefix": "/a"}}]}
HOST: dict[str, Any] = {"backends": [{"host": "127.0.0.1:1"}]}


@pytest.mark.parametrize(
    ("routes", "target", "together"),
    [
        ([ai("x"), ai("y")], "/", [0, 1]),
        ([ai("x"), ai("y"), ai("z", **A)], "/", [0, 1]),
        ([ai("x"), ai("y"), ai("z", **A)], "/a", []),
        ([ai("x", **A), ai("y"), ai("z", **A)], "/a", [0, 2]),
        ([ai("x"), HOST, ai("y")], "/", [0, 2]),
        ([HOST, ai("x"), ai("y")], "/", []),
        ([ai("x")], "/", []),
        ([ai("x", hostnames=["gw.test"]), ai("y")], "/", []),
        ([ai(str(number)) for number in range(12)], "/", list(range(12))),
    ],
)
def test_routes_with_equal_matches_form_a_group_in_the_order_of_the_file(
    routes: list[dict[str, Any]], target: str, together: list[int]
) -> None:
    text = json.dumps({"binds": [{"port": 3000, "listeners": [{"routes": routes}]}]})
    (listener,) = compile_ports(loaded(text))[0].listeners.find("gw.test")
    entry = listener.routes.find("gw.test", exchange(target))
    assert entry is not None
    assert [route.position for route in entry.group] == together


PATHS = st.sampled_from(["/", "/a", "/a/", "/a/b", "/ab", "/a/b/c"])
CONDITIONS = st.lists(st.sampled_from(["x", "y"]), max_size=2, unique=True).map(
    lambda names: [{"name": name, "value": {"exact": "1"}} for name in names]
)
HOSTS = st.sampled_from(["h.test", "a.h.test", "*.test", "*.h.test", "other"])
MATCHES = st.fixed_dictionaries(
    {},
    optional={
        "path": st.one_of(
            PATHS.map(lambda path: {"pathPrefix": path}),
            PATHS.map(lambda path: {"exact": path}),
            st.sampled_from(["/a.*", "/.+", "/a/b"]).map(lambda pattern: {"regex": pattern}),
        ),
        "method": st.sampled_from(["GET", "POST"]),
        "headers": CONDITIONS,
        "query": CONDITIONS,
    },
)
ROUTES = st.lists(
    st.fixed_dictionaries(
        {"matches": st.lists(MATCHES, min_size=1, max_size=2)}, optional={"hostnames": st.lists(HOSTS, max_size=2)}
    ),
    min_size=1,
    max_size=6,
).map(lambda routes: [{"name": f"r{place}", **route, **HOST} for place, route in enumerate(routes)])


@settings(max_examples=60, deadline=None)
@given(ROUTES, st.randoms(use_true_random=False), PATHS, HOSTS.filter(lambda host: "*" not in host), st.data())
def test_the_order_of_named_routes_in_the_file_does_not_matter(routes, random, path, host, data) -> None:
    """Equal ones are told apart by their names; only in unnamed routes does the place become the name."""
    shuffled = random.sample(routes, len(routes))
    query = data.draw(st.sampled_from(["", "?x=1", "?x=1&y=1"]))
    method = data.draw(st.sampled_from(["GET", "POST"]))
    fields = data.draw(st.sampled_from([[], [("x", "1")], [("x", "1"), ("y", "1")]]))
    answers = set()
    for order in (routes, shuffled):
        text = json.dumps({"binds": [{"port": 3000, "listeners": [{"routes": order}]}]})
        answers.add(found(compile_ports(loaded(text))[0], path + query, host, method, fields))
    assert len(answers) == 1
