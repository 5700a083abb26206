from __future__ import annotations

from agwctl.lint.upstreams import upstreams
from tests.lint.contexts import context


def test_every_address():
    ctx = context(
        """
        gateways: {default: {port: 3000}}
        backends: [{name: n, host: "a:1"}]
        routes:
        - backends: [{backend: /n}, {host: "b:2"}, {host: "unix:/x"}, {invalid: }]
        - backends: [{ai: {name: o, hostOverride: "c:3", provider: {openAI: {}}}}]
        llm:
          models:
          - {name: d, provider: ollama}
          - {name: e, provider: ollama, params: {baseUrl: "https://E/v1"}}
          - {name: f, provider: ollama, params: {hostOverride: "f:6"}}
          - {name: g, provider: ollama, params: {baseUrl: "g"}}
          - {name: h, provider: openai}
        """
    )
    assert [(each.host, each.port, each.is_llm) for each in upstreams(ctx)] == [
        ("a", 1, False),
        ("b", 2, False),
        ("c", 3, True),
        ("localhost", 11434, True),
        ("e", 443, True),
        ("f", 6, True),
    ]


def test_what_asks_for_tls():
    ctx = context(
        """
        gateways: {default: {port: 3000}}
        backends: [{name: n, host: "a:1", policies: {backendTLS: {}}}]
        routes:
        - backends: [{backend: /n}, {host: "b:2"}]
        - policies: {backendTLS: {}}
          backends: [{ai: {name: o, hostOverride: "c:3", provider: {openAI: {}}}}]
        llm:
          models:
          - {name: d, provider: ollama, tls: {}}
          - {name: e, provider: ollama, params: {baseUrl: "https://E/v1"}}
          - {name: f, provider: ollama, params: {baseUrl: "http://E/v1"}}
        """
    )
    assert [each.tls and ctx.source.parsed[each.tls.start : each.tls.end] for each in upstreams(ctx)] == [
        "backendTLS",
        None,
        "backendTLS",
        "tls",
        '"https://E/v1"',
        None,
    ]
