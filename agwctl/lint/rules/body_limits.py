"""LLM requests and replies above 2 MiB.

What it does: tells of it once, at the first LLM backend, when `frontendPolicies.http.maxBufferSize` is not given.

Why: guide mode takes requests up to 64 MiB and replies of any size. agentgateway 1.4 stops at 2 MiB both ways: a
photo in base64 or the embeddings of 300 texts fail with 503.

Example:

    llm:
      models:
      - name: "*"
        provider: ollama

Use instead:

    frontendPolicies:
      http:
        maxBufferSize: 67108864
    llm:
      models:
      - name: "*"
        provider: ollama
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.compat import GUIDE
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import put
from agwctl.lint.llm import first_llm_node
from agwctl.lint.rule import LintContext, fix

META = Code("AGW407", "body-limits", Severity.INFO, "a body limit that is 2 MiB under agentgateway 1.4")
IDS = ()

LIMIT = GUIDE.request_body_limit


def check(ctx: LintContext) -> Iterator[Finding]:
    policies = ctx.config.frontend_policies
    is_set = policies is not None and policies.http is not None and policies.http.max_buffer_size is not None
    node = first_llm_node(ctx)
    if node is not None and not is_set:
        yield Finding(
            META,
            node,
            "agentgateway 1.4 stops at 2 MiB both ways, less than a photo or 300 embeddings; guide mode takes requests "
            "up to 64 MiB and replies of any size",
            f"write frontendPolicies: {{http: {{maxBufferSize: {LIMIT}}}}}",
            (),
            fix("allow 64 MiB", put(ctx.editor, ctx.root, "frontendPolicies.http.maxBufferSize", LIMIT), safe=False),
        )
