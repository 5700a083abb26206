from __future__ import annotations

from agwctl.lint.nodes import at, scalar
from agwctl.lint.rate_limits import rate_limits
from tests.lint.contexts import context


def test_everywhere_and_under_conditions():
    ctx = context(
        """
        gateways: {default: {port: 3000}}
        routes:
        - policies: {localRateLimit: [{maxTokens: 1, fillInterval: 1s}, {maxTokens: 2, fillInterval: 1s}]}
        - policies: {localRateLimit: {conditional: [{condition: "true", maxTokens: 3, fillInterval: 1s}]}}
        llm:
          models: []
          policies: {localRateLimit: [{maxTokens: 4, fillInterval: 1s}]}
        """
    )
    assert [scalar(at(limit.node, "maxTokens")) for limit in rate_limits(ctx)] == [1, 2, 3, 4]
