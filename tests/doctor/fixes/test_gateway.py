"""What is said about an upstream of the configuration that is called in the wrong protocol."""

from __future__ import annotations

import pytest

from agwctl.doctor.fixes.gateway import encrypted, plain
from tests.doctor.gateways import known
from tests.doctor.healthy import healthy, server

ONE = "llm: {models: [{name: a, provider: ollama, params: {baseUrl: 'https://127.0.0.1:11434/v1'}}]}\n"
TWO = ONE.replace("}]}\n", "}, {name: b, provider: ollama, params: {baseUrl: 'https://box:11434/v1'}}]}\n")
ROUTE = """\
binds:
- port: 3000
  listeners:
  - routes:
    - policies: {backendTLS: {}}
      backends: [{ai: {name: o, hostOverride: "127.0.0.1:11434", provider: {openAI: {}}}}]
"""
UPSTREAM = server(url="https://127.0.0.1:11434", kind="configuration", written="127.0.0.1:11434")


@pytest.mark.parametrize(
    ("yaml", "title"),
    [
        (ONE, "at gw.yaml:1:62: write http://"),
        (ROUTE, "at gw.yaml:5:18: take out backendTLS (in the llm section: tls)"),
    ],
)
def test_the_line_that_says_so(yaml, title):
    fix = plain(healthy(UPSTREAM, configuration=known(yaml)))
    assert (fix.title, fix.commands) == (title, ("agwctl validate gw.yaml",))


@pytest.mark.parametrize("yaml", [TWO, "binds: []\n"])
def test_which_of_several_is_meant_the_address_says(yaml):
    facts = healthy(UPSTREAM, configuration=known(yaml), servers=(UPSTREAM, UPSTREAM))
    assert plain(facts).title.startswith("take out backendTLS (or tls), or write http:// in the base URL, for ")
    assert encrypted(facts).title.startswith("give the upstream at ")
