from __future__ import annotations

import pytest

from agwctl.config.reach import Reach
from agwctl.lint.path_source import path_change, place_of_path
from tests.lint.contexts import context


@pytest.mark.parametrize(
    ("route", "shown"),
    [
        ("{policies: {urlRewrite: {path: {full: /a}}}, backends: [{ai: AI}]}", "{full: /a}"),
        ("{policies: {urlRewrite: {path: {full: /a}}}, backends: [{ai: PREFIXED}]}", "/p"),
        ("{matches: [{path: {exact: /x}}], backends: [{ai: AI}]}", "{exact: /x}"),
        ("{backends: [{ai: AI}]}", "{backends: [{ai: AI}]}"),
    ],
)
def test_of_a_route(route, shown):
    ai = '{name: o, hostOverride: "h:1", provider: {openAI: {}}}'
    filled = route.replace("AI", ai).replace("PREFIXED", ai.replace("name", "pathPrefix: /p, name"))
    ctx = context(f"routes: [{filled}]")
    (found,) = ctx.config.routes
    way = Reach(1, "*", "r", "/", "POST", "/", route=found, match=found.matches[0], backend=found.backends[0])
    node = place_of_path(way)
    assert ctx.source.parsed[node.start : node.end] == shown.replace("AI", ai)
    assert (path_change(found) is not None) == ("urlRewrite" in route)


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        ("{baseUrl: 'http://h/v1', pathPrefix: /p, pathOverride: /o}", "/o"),
        ("{baseUrl: 'http://h/v1', pathPrefix: /p}", "/p"),
        ("{baseUrl: 'http://h/v1'}", "'http://h/v1'"),
    ],
)
def test_of_a_model(params, shown):
    ctx = context(f"llm: {{models: [{{name: a, provider: ollama, params: {params}}}]}}")
    assert ctx.config.llm is not None
    node = place_of_path(Reach(1, "*", "a", "model a", "POST", "/", model=ctx.config.llm.models[0]))
    assert ctx.source.parsed[node.start : node.end] == shown
