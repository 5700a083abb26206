"""How requests come from a route to a server."""

from __future__ import annotations

import pytest

from agwctl.lint.kubernetes.ways import ways
from tests.lint.kubernetes.contexts import context

ROUTE = """
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: a, namespace: x}
spec:
  rules:
  - backendRefs:
    - {group: agentgateway.dev, kind: AgentgatewayBackend, name: b}
    - {group: agentgateway.dev, kind: AgentgatewayBackend, name: 1}
"""
BACKEND = """
---
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayBackend
metadata: {name: b, namespace: x}
spec: SPEC
"""


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ("{ai: {provider: {openai: {}, host: a, port: 11434}}}", [(True, True, False)]),
        ("{ai: {provider: {openai: {}, host: ollama, port: 80}}}", [(True, False, True)]),
        ("{ai: {provider: {openai: {}, host: a, port: 11434, path: /v1}}}", [(False, True, False)]),
        ("{ai: {groups: [{providers: [{name: a, openai: {}, bogus: 1}, {name: b, bedrock: {}}]}]}}", [(False,) * 3]),
        ("{ai: {provider: {openai: {}, host: 1, port: 11434}}}", []),
        ("{ai: {groups: [{}, {providers: [{name: b, openai: {}}]}]}}", [(False,) * 3]),
        ("{static: {host: a, port: 1}}", []),
        ("{}", []),
    ],
)
def test_ways(spec, found):
    told = [
        (way.keeps_path, way.is_surely_ollama, way.is_probably_ollama)
        for way in ways(context(ROUTE + BACKEND.replace("SPEC", spec)))
    ]
    assert told == found
