from __future__ import annotations

import pytest

from agwctl.config.llm_backends import find_ai_places, model_of, ollama_hosts
from agwctl.source.node import Scalar
from tests.lint.contexts import TWO_ROUTES, context


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
    places = list(find_ai_places(ctx))
    assert [(place.ai.name, place.keeps_path, place.types_paths) for place in places] == [
        ("a", False, True),
        ("b", False, True),
        ("c", True, True),
    ]


def test_policies_of_all_layers_say_what_paths_are():
    shared, _, own = find_ai_places(context(TWO_ROUTES))
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
    assert [place.keeps_path for place in find_ai_places(ctx)] == [keeps]


def test_what_was_not_understood_is_left_out():
    text = "binds: [{port: 1, listeners: [{routes: [{backends: [{ai: {name: o, provider: {openAI: {modle: x}}}}]}]}]}]"
    (place,) = find_ai_places(context(text))
    assert model_of(place.ai) is None
    assert not list(find_ai_places(context(text.replace("provider", "provide"))))


def test_where_a_model_is_configured():
    shared, *_ = find_ai_places(context(TWO_ROUTES))
    model, node = model_of(shared.ai) or ("", None)
    assert model == "mistral"
    assert isinstance(node, Scalar) and node.text == "mistral"


def test_hosts_that_are_ollama_by_their_port():
    ctx = context(TWO_ROUTES)
    first = ctx.config.routes[0]
    assert list(ollama_hosts(ctx)) == [(first, first.backends[1], ctx.config.backends[1])]
