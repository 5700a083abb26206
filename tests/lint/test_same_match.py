from __future__ import annotations

import pytest

from agwctl.compat import GUIDE, RELEASE
from agwctl.config.route import Route
from agwctl.lint.same_match import never_asked_for, same_match_groups
from tests.lint.contexts import context

A = "{name: a, matches: [{path: {pathPrefix: /v1}, method: POST}]}"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("{name: b, matches: [{path: {pathPrefix: /v1/}, method: POST}]}", True),
        ("{name: b, matches: [{path: {exact: /v1}, method: POST}]}", False),
        ("{name: b, matches: [{path: {pathPrefix: /v1}}]}", False),
        ("{name: b, matches: [{path: {pathPrefix: /v1}, method: POST}], hostnames: [x]}", False),
        ("{name: b, matches: [{path: {pathPrefix: /v1}, method: POST}, {}]}", False),
        (
            '{name: b, matches: [{path: {pathPrefix: /v1}, method: POST, query: [{name: q, value: {exact: "1"}}]}]}',
            False,
        ),
    ],
)
def test_two_routes_of_a_listener(other, same):
    ctx = context(f"binds: [{{port: 3000, listeners: [{{routes: [{A}, {other}]}}]}}]")
    routes = ctx.config.binds[0].listeners[0].routes or []
    assert list(same_match_groups(ctx, routes)) == ([routes] if same else [])


def test_each_listener_has_its_own():
    ctx = context(f"binds: [{{port: 3000, listeners: [{{routes: [{A}]}}, {{routes: [{A}, {A}, {A}]}}]}}]")
    first, second = ctx.config.binds[0].listeners
    groups = list(same_match_groups(ctx, [*(first.routes or []), *(second.routes or [])]))
    assert groups == [second.routes]


def test_groups_of_routes_are_apart():
    ctx = context(
        f"routeGroups: [{{name: a, routes: [{A}]}}, {{name: b, routes: [{A}, {A}]}}]\n"
        f"binds: [{{port: 3000, listeners: [{{routes: [{A}]}}]}}]"
    )
    groups = list(same_match_groups(ctx, ctx.each(Route)))
    assert [len(group) for group in groups] == [2]


def test_a_group_on_two_gateways_is_told_once():
    ctx = context(
        """
        gateways: {a: {port: 1}, b: {port: 2, listeners: [{name: x}]}}
        routes: [{gateways: [a, b]}, {gateways: [b/x, a]}, {gateways: b}, {gateways: c}]
        """
    )
    first, second, third, _ = ctx.config.routes
    assert list(same_match_groups(ctx, ctx.config.routes)) == [[first, second]]
    assert list(same_match_groups(ctx, [second, third])) == [[second, third]]


@pytest.mark.parametrize(("compat", "lost"), [(GUIDE, [2, 3]), (RELEASE, [])])
def test_routes_that_no_model_leads_to(compat, lost):
    ctx = context(f"binds: [{{port: 3000, listeners: [{{routes: [{A}, {A}, {A}, {A}]}}]}}]", compat)
    routes = ctx.config.binds[0].listeners[0].routes or []
    models = {id(routes[1]): {"mistral"}, id(routes[2]): {"Mistral:latest"}}
    assert list(never_asked_for(ctx, routes, models)) == [routes[index] for index in lost]
