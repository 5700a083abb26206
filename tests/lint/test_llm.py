from __future__ import annotations

import pytest

from agwctl.lint.llm import (
    ai_places,
    first_llm_node,
    key_of,
    model_of,
    models_by_route,
    ollama_hosts,
    once,
    routes_of,
)
from agwctl.source.node import Scalar
from tests.lint.contexts import context

TWO_ROUTES = """
    gateways: {default: {port: 3000}}
    backends:
    - name: shared
      policies: {ai: {routes: {"*": passthrough}}}
      ai: {name: o, hostOverride: "localhost:11434", provider: {openAI: {model: mistral}}}
    - {name: plain, host: "localhost:11434"}
    routes:
    - backends: [{backend: /shared}, {backend: /plain}, {host: "localhost:9000"}]
    - backends:
      - backend: /shared
      - ai: {name: own, hostOverride: "localhost:11435", pathPrefix: /v1, provider: {openAI: {}}}
"""


def test_each_way_to_a_backend():
    ctx = context(TWO_ROUTES)
    places = list(ai_places(ctx))
    first, second = ctx.config.routes
    assert [(place.route, place.ai.name) for place in places] == [(first, "o"), (second, "o"), (second, "own")]
    assert [place.ai.name for place in once(places)] == ["o", "own"]
    assert routes_of(places) == [first, second]
    assert models_by_route(places) == {id(first): {"mistral"}, id(second): {"mistral"}}


def test_the_providers_of_groups():
    ctx = context(
        """
        gateways: {default: {port: 3000}}
        routes:
        - policies: {ai: {routes: {"*": passthrough}}}
          backends:
          - ai:
              groups:
              - providers: [{name: a, provider: {openAI: {}}}, {name: b, provider: {openAI: {modle: x}}}]
              - providers: [{name: c, hostOverride: "localhost:11434", provider: {openAI: {model: m}}}]
        """
    )
    places = list(ai_places(ctx))
    assert [(place.ai.name, place.keeps_path, place.types_paths) for place in places] == [
        ("a", False, True),
        ("b", False, True),
        ("c", True, True),
    ]
    assert first_llm_node(ctx) is ctx.config.routes[0].backends[0].key_node("ai")


def test_policies_of_all_layers_say_what_paths_are():
    shared, _, own = ai_places(context(TWO_ROUTES))
    assert shared.types_paths and not own.types_paths


@pytest.mark.parametrize(
    ("backend", "keeps"),
    [
        ('hostOverride: "localhost:1", provider: {openAI: {}}', True),
        ("provider: {openAI: {}}", False),
        ('hostOverride: "localhost:1", pathPrefix: "", provider: {openAI: {}}', False),
        ('hostOverride: "localhost:1", pathOverride: /x, provider: {openAI: {}}', False),
        ('hostOverride: "localhost:1", provider: {custom: {formats: [{type: completions}]}}', False),
    ],
)
def test_whose_path_goes_upstream(backend, keeps):
    ctx = context(f"binds: [{{port: 1, listeners: [{{routes: [{{backends: [{{ai: {{name: o, {backend}}}}}]}}]}}]}}]")
    assert [place.keeps_path for place in ai_places(ctx)] == [keeps]


def test_what_was_not_understood_is_left_out():
    text = "binds: [{port: 1, listeners: [{routes: [{backends: [{ai: {name: o, provider: {openAI: {modle: x}}}}]}]}]}]"
    (place,) = ai_places(context(text))
    assert model_of(place.ai) is None
    assert not list(ai_places(context(text.replace("provider", "provide"))))


def test_where_a_model_is_configured():
    shared, *_ = ai_places(context(TWO_ROUTES))
    model, node = model_of(shared.ai) or ("", None)
    assert model == "mistral"
    assert isinstance(node, Scalar) and node.text == "mistral"


def test_hosts_that_are_ollama_by_their_port():
    ctx = context(TWO_ROUTES)
    assert list(ollama_hosts(ctx)) == [(ctx.config.routes[0], ctx.config.backends[1])]


def test_the_first_place_with_llm_traffic():
    ctx = context(TWO_ROUTES)
    assert first_llm_node(ctx) is key_of(ctx, ai_places(ctx)[0]) is ctx.config.backends[0].key_node("ai")
    section = context("llm: {models: []}")
    assert first_llm_node(section) is section.config.key_node("llm")
    assert first_llm_node(context("{}")) is None
