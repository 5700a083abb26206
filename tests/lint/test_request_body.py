from __future__ import annotations

from agwctl.lint.request_body import body_fields
from tests.lint.contexts import context


def test_fields_of_policies_and_models():
    ctx = context(
        """
        gateways: {default: {port: 3000}}
        routes:
        - policies: {ai: {overrides: {a: 1}, defaults: {b: {c: 2}}}}
        llm:
          models: [{name: x, provider: ollama, defaults: {d: 3}}, {name: y, provider: ollama}]
        """
    )
    assert [field.key.text for field in body_fields(ctx)] == ["b", "a", "d"]
    assert [type(field.owner).__name__ for field in body_fields(ctx)] == ["AiPolicy", "AiPolicy", "LlmModel"]
