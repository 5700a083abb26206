from __future__ import annotations

from agwctl.lint.llm import ai_places, first_llm_node, key_of, models_by_route, once, routes_of
from tests.lint.contexts import TWO_ROUTES, context


def test_each_way_to_a_backend():
    ctx = context(TWO_ROUTES)
    places = list(ai_places(ctx))
    first, second = ctx.config.routes
    assert [(place.route, place.ai.name) for place in places] == [(first, "o"), (second, "o"), (second, "own")]
    assert [place.ai.name for place in once(places)] == ["o", "own"]
    assert routes_of(places) == [first, second]
    assert models_by_route(places) == {id(first): {"mistral"}, id(second): {"mistral"}}


def test_the_first_place_with_llm_traffic():
    ctx = context(TWO_ROUTES)
    assert first_llm_node(ctx) is key_of(ctx, ai_places(ctx)[0]) is ctx.config.backends[0].key_node("ai")
    section = context("llm: {models: []}")
    assert first_llm_node(section) is section.config.key_node("llm")
    assert first_llm_node(context("{}")) is None
