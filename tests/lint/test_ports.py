from __future__ import annotations

import pytest

from agwctl.lint.ports import checks_clients, data_ports
from tests.lint.contexts import context


def test_ports_with_what_stands_behind_them():
    ctx = context(
        """
        binds:
        - {port: 3000, listeners: [{routes: [{name: a}]}, {routes: [{name: b}]}]}
        gateways:
          default: {port: 3001}
          two: {port: 3002, listeners: [{name: x}, {}]}
        routes:
        - {name: c}
        - {name: d, gateways: [default, two/listener1]}
        - {name: e, gateways: two/x}
        """
    )
    behind = {
        port.number: [[route.name for route in entrance.routes] for entrance in port.entrances]
        for port in data_ports(ctx)
    }
    assert behind == {3000: [["a"], ["b"]], 3001: [["c", "d"]], 3002: [["e"], ["d"]]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("llm: {models: []}", {4000: [True]}),
        ("llm: {port: 3000, models: []}", {3000: [True]}),
        ("llm: {models: []}\ngateways: {default: {port: 1}}", {1: [True]}),
        ("llm: {gateways: b, models: []}\ngateways: {a: {port: 1}, b: {port: 2}}", {1: [False], 2: [True]}),
        (
            "llm: {gateways: a/y, models: []}\ngateways: {a: {port: 1, listeners: [{name: x}, {name: y}]}}",
            {1: [False, True]},
        ),
    ],
)
def test_where_the_llm_section_is(text, expected):
    found = {
        port.number: [entrance.llm is not None for entrance in port.entrances] for port in data_ports(context(text))
    }
    assert found == expected


def test_who_asks_clients():
    gateways = context("gateways: {a: {port: 1, cors: {}}, b: {port: 2, apiKey: {keys: []}}}").config.gateways
    assert not checks_clients(gateways["a"], None)
    assert checks_clients(gateways["a"], gateways["b"])
