from __future__ import annotations

import pytest

from agwctl.lint.hostnames import have_common_host, listener_hostnames
from tests.lint.contexts import context


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ("a.com", "a.com", True),
        ("a.com", "b.com", False),
        ("*.a.com", "x.a.com", True),
        ("x.a.com", "*.a.com", True),
        ("*.a.com", "a.com", False),
        ("*.a.com", "*.b.a.com", True),
        ("*.b.a.com", "*.a.com", True),
        ("*.a.com", "*.c.com", False),
    ],
)
def test_common_hosts(one, other, common):
    assert have_common_host(one, other) is common


def test_the_listeners_in_front():
    ctx = context(
        """
        binds: [{port: 1, listeners: [{hostname: a.com, routes: [{}]}, {hostname: "", routes: [{}]}]}]
        gateways:
          default: {port: 2}
          web: {port: 3, listeners: [{hostname: b.com}, {name: x, hostname: "*"}]}
        routes: [{}, {gateways: [web]}, {gateways: [web/listener0, web/x]}, {gateways: [nothing]}]
        llm: {gateways: web/listener0, models: []}
        """
    )
    assert [
        listener_hostnames(ctx, route) for listener in ctx.config.binds[0].listeners for route in listener.routes or []
    ] == [["a.com"], [None]]
    found = [listener_hostnames(ctx, route) for route in ctx.config.routes]
    assert found == [[None], ["b.com", None], ["b.com", None], []]
    assert ctx.config.llm is not None
    assert listener_hostnames(ctx, ctx.config.llm) == ["b.com"]
    alone = context("llm: {models: []}")
    assert alone.config.llm is not None
    assert listener_hostnames(alone, alone.config.llm) == [None]
