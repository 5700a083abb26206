"""Clients may cap answers with `max_completion_tokens`, which Ollama does not read.

What it does: tells of it once, at the first LLM backend with a host of its own whose policies do not say
`max_tokens`.

Why: newer OpenAI clients, and Anthropic clients by way of the gateway, send `max_completion_tokens`. Guide mode hands
it to Ollama as `max_tokens`. agentgateway 1.4 sends it as it is; Ollama ignores it and the model runs on.

Example:

    ai:
      name: ollama
      hostOverride: localhost:11434
      provider: {openAI: {}}

Use instead: a cap for everybody, or clients that send `max_tokens`.

    ai:
      name: ollama
      hostOverride: localhost:11434
      provider: {openAI: {}}
      policies:
        ai:
          defaults: {max_tokens: 4096}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.llm import first_llm_node
from agwctl.lint.rule import LintContext

META = Code("AGW406", "token-cap", Severity.INFO, "a cap on answers that is lost under agentgateway 1.4")
IDS = ("C18",)


def check(ctx: LintContext) -> Iterator[Finding]:
    node = first_llm_node(ctx)
    if node is not None and "max_tokens" not in ctx.source.parsed:
        yield Finding(
            META,
            node,
            "agentgateway 1.4 sends a client's max_completion_tokens unchanged, and Ollama ignores it; guide mode "
            "sends it as max_tokens",
            "let clients send max_tokens, or give policies.ai.defaults.max_tokens",
        )
