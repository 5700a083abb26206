"""Which backends make a route an LLM route."""

from __future__ import annotations

import pytest

from agwctl.proxy.compile import compile_ports
from tests.proxy.running import loaded


@pytest.mark.parametrize(
    ("backend", "is_llm", "models"),
    [
        ("host: 'a:1'", False, []),
        ("invalid: null", False, []),
        ("ai: {name: n, hostOverride: 'a:1', provider: {openAI: {model: m}}}", True, ["m"]),
        ("ai: {name: n, hostOverride: 'a:1', provider: {openAI: {}}}", True, []),
        ("ai: {name: n, provider: {custom: {formats: [{type: completions}], model: m}}}", True, []),
    ],
)
def test_llm_routes(backend: str, is_llm: bool, models: list[str]) -> None:
    text = f"binds: [{{port: 1, listeners: [{{routes: [{{backends: [{{host: 'b:2'}}, {{{backend}}}]}}]}}]}}]"
    (rule,) = compile_ports(loaded(text))[0].rules
    assert (rule.route.is_llm, rule.route.models) == (is_llm, models)
