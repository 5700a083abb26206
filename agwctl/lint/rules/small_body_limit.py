"""A body limit that LLM requests outgrow.

What it does: finds `frontendPolicies.http.maxBufferSize` below 1 MiB in a file with LLM traffic.

Why: bodies of LLM requests are read whole. A photo in base64, a long conversation with tool results or the embeddings
of a few hundred texts are larger, and are refused; the default is 2 MiB.

Example:

    frontendPolicies:
      http: {maxBufferSize: 65536}

Use instead:

    frontendPolicies:
      http: {maxBufferSize: 67108864}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.llm import first_llm_node
from agwctl.lint.rule import LintContext

META = Code("AGW604", "small-body-limit", Severity.WARNING, "a body limit that LLM requests outgrow")
IDS = ()

MIB = 1 << 20


def check(ctx: LintContext) -> Iterator[Finding]:
    policies = ctx.config.frontend_policies
    http = policies.http if policies is not None else None
    if http is None or http.max_buffer_size is None or http.max_buffer_size >= MIB:
        return
    if first_llm_node(ctx) is not None:
        yield Finding(
            META,
            http.node("max_buffer_size"),
            f"LLM requests above {http.max_buffer_size} bytes are refused: a photo, a long conversation",
            "write 67108864 (64 MiB), or take it out for agentgateway's 2 MiB",
        )
