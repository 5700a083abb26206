"""What a configuration names: for each form of it the server, the model, the names, the uses and the place."""

from __future__ import annotations

from textwrap import dedent

import pytest

from agwctl.compat import GUIDE
from agwctl.config.load import load_text
from agwctl.models.configured import Configured, Use
from agwctl.models.in_configuration import configured
from agwctl.proxy.reach import reaches

CHAT, EMBEDDINGS = frozenset({Use.CHAT}), frozenset({Use.EMBEDDINGS})


def found_in(text: str) -> list[Configured]:
    loaded = load_text(dedent(text), "gw.yaml", {})
    assert loaded.config is not None, loaded.errors
    return configured(loaded, reaches(loaded.config, GUIDE))


def in_backend(ai: str) -> list[Configured]:
    return found_in(
        f"""\
        binds:
        - port: 3000
          listeners:
          - routes:
            - backends:
              - ai: {{{ai}}}
        """
    )


@pytest.mark.parametrize(
    ("model", "url", "sent", "is_ollama"),
    [
        ("name: m, provider: ollama", "http://localhost:11434", "m", True),
        ('name: "m*", provider: ollama', "http://localhost:11434", None, True),
        ('name: "*", provider: ollama, params: {model: q}', "http://localhost:11434", "q", True),
        ('name: m, provider: ollama, params: {baseUrl: "http://box/v1"}', "http://box:80", "m", True),
        ('name: m, provider: ollama, params: {baseUrl: "https://box/a/v1"}', "https://box:443/a", "m", True),
        ('name: m, provider: ollama, tls: {}, params: {hostOverride: "b:1"}', "https://b:1", "m", True),
        ('name: m, provider: ollama, params: {hostOverride: "b:1", pathPrefix: /a/v1}', "http://b:1/a", "m", True),
        (
            'name: m, provider: openai, params: {hostOverride: "b:1", pathOverride: /a/v1/chat/completions}',
            "http://b:1/a",
            "m",
            False,
        ),
        (
            'name: m, provider: openai, params: {baseUrl: "http://0.0.0.0:11434/v1"}',
            "http://127.0.0.1:11434",
            "m",
            True,
        ),
        (
            'name: m, provider: {custom: {model: c, formats: [{type: completions}]}}, params: {hostOverride: "b:1"}',
            "http://b:1",
            "c",
            False,
        ),
    ],
)
def test_a_model_of_the_section(model, url, sent, is_ollama):
    (entry,) = found_in(f"llm:\n  models:\n  - {{{model}}}\n")
    assert (entry.server.url, entry.model, entry.is_ollama) == (url, sent, is_ollama)
    assert entry.name == ("m" if "name: m," in model else entry.name)
    assert entry.where.startswith("gw.yaml:3:")


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_vendors_model_is_none_of_ollama(provider):
    assert not found_in(f"llm: {{models: [{{name: m, provider: {provider}}}]}}")


@pytest.mark.parametrize(
    ("host", "is_asked"),
    [("api.openai.com", False), ("x.OpenAI.azure.com", False), ("notopenai.com", True), ("openai.com.example", True)],
)
def test_clouds_are_not_asked(host, is_asked):
    text = f'llm: {{models: [{{name: m, provider: openai, params: {{baseUrl: "https://{host}/v1"}}}}]}}'
    assert bool(found_in(text)) is is_asked
    assert bool(in_backend(f'name: o, hostOverride: "{host}:443", provider: {{openAI: {{}}}}')) is is_asked


def test_ollamas_port_is_ollama_wherever_it_is():
    (entry,) = found_in(
        """\
        gateways: {default: {port: 3000}}
        routes:
        - backends: [{host: "x.openai.com:11434"}]
        """
    )
    assert entry.is_ollama


def test_a_shared_provider():
    (entry,) = found_in(
        """\
        llm:
          providers: [{name: box, provider: ollama, params: {baseUrl: "http://box:1/v1"}}]
          models:
          - name: big
            provider: {reference: box}
            params: {model: "qwen3:32b"}
        """
    )
    assert (entry.server.url, entry.model, entry.name) == ("http://box:1", "qwen3:32b", "big")
    assert entry.where == "gw.yaml:6:21"


@pytest.mark.parametrize(
    ("ai", "url", "sent", "is_ollama"),
    [
        ('hostOverride: "l:11434", provider: {openAI: {model: m}}', "http://l:11434", "m", True),
        ('hostOverride: "l:1", provider: {openAI: {}}', "http://l:1", None, False),
        ('hostOverride: "l:1", provider: {openAI: {model: ""}}', "http://l:1", None, False),
        ('hostOverride: "l:1", pathPrefix: /a/v1, provider: {openAI: {}}', "http://l:1/a", None, False),
        ('hostOverride: "l:1", policies: {backendTLS: {}}, provider: {openAI: {}}', "https://l:1", None, False),
    ],
)
def test_an_ai_backend(ai, url, sent, is_ollama):
    (entry,) = in_backend(f"name: o, {ai}")
    assert (entry.server.url, entry.model, entry.name, entry.is_ollama) == (url, sent, "o", is_ollama)
    assert entry.where.startswith("gw.yaml:6:")


@pytest.mark.parametrize(
    "ai",
    [
        "provider: {openAI: {model: m}}",
        'hostOverride: "unix:/run/x", provider: {openAI: {}}',
        'hostOverride: "l:1", provider: {anthropic: {}}',
    ],
)
def test_a_backend_without_an_ollama_to_ask(ai):
    assert not in_backend(f"name: o, {ai}")


def test_the_providers_of_groups_are_all_there():
    entries = in_backend(
        'groups: [{providers: [{name: a, hostOverride: "l:1", provider: {openAI: {model: x}}}]},'
        ' {providers: [{name: b, hostOverride: "l:2", provider: {openAI: {model: y}}}]}]'
    )
    assert [(each.server.port, each.model, each.name) for each in entries] == [(1, "x", "a"), (2, "y", "b")]


def test_aliases_name_models():
    entries = in_backend(
        'name: o, hostOverride: "l:1", provider: {openAI: {model: m}},'
        ' policies: {ai: {modelAliases: {fast: "qwen3:4b", "gpt-*": "pre-*"}}}'
    )
    assert [(each.name, each.model) for each in entries] == [("o", "m"), ("fast", "qwen3:4b")]


def test_a_plain_host_with_ollamas_port():
    entries = found_in(
        """\
        gateways: {default: {port: 3000}}
        backends: [{name: n, host: "box:11434"}, {name: tls, host: "b:11434", policies: {backendTLS: {}}}]
        routes:
        - backends: [{backend: /n}, {backend: /tls}, {host: "localhost:9000"}]
        """
    )
    assert [(each.server.url, each.model, each.is_ollama) for each in entries] == [
        ("http://box:11434", None, True),
        ("https://b:11434", None, True),
    ]


@pytest.mark.parametrize(
    ("matches", "policies", "uses"),
    [
        ("", "{}", CHAT | EMBEDDINGS),
        ("{path: {exact: /v1/embeddings}}", "{}", EMBEDDINGS),
        ("{path: {pathPrefix: /v1/chat}}", "{}", CHAT),
        ("{path: {exact: /v1/models}, method: GET}", "{}", frozenset()),
    ],
)
def test_what_a_route_is_used_for(matches, policies, uses):
    (entry,) = found_in(
        f"""\
        gateways: {{default: {{port: 3000}}}}
        routes:
        - matches: [{matches or "{path: {pathPrefix: /}}"}]
          policies: {policies}
          backends: [{{ai: {{name: o, hostOverride: "l:1", provider: {{openAI: {{model: m}}}}}}}}]
        """
    )
    assert entry.uses == uses


def test_a_model_of_the_section_takes_everything():
    (entry,) = found_in("llm: {models: [{name: m, provider: ollama}]}")
    assert entry.uses == CHAT | EMBEDDINGS


def test_one_backend_of_two_routes_is_one_entry():
    text = """\
        gateways: {default: {port: 3000}}
        backends:
        - name: shared
          ai: {name: o, hostOverride: "l:1", provider: {openAI: {model: m}}}
        routes:
        - matches: [{path: {exact: /v1/embeddings}}]
          backends: [{backend: /shared}]
        - matches: [{path: {exact: /v1/chat/completions}}]
          backends: [{backend: /shared}]
        """
    (entry,) = found_in(text)
    assert entry.uses == CHAT | EMBEDDINGS
    assert entry.where == "gw.yaml:4:65"


def test_a_group_is_used_for_what_its_route_takes():
    (entry,) = found_in(
        """\
        gateways: {default: {port: 3000}}
        routes:
        - matches: [{path: {exact: /v1/embeddings}}]
          backends:
          - ai: {groups: [{providers: [{name: a, hostOverride: "l:1", provider: {openAI: {model: x}}}]}]}
        """
    )
    assert entry.uses == EMBEDDINGS
