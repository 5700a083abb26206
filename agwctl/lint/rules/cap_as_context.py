"""A cap on answers that looks like a context size.

What it does: finds `max_tokens` of 32768 and more under `defaults` and `overrides`.

Why: `max_tokens` limits what the model may write. What it may read, and what takes the memory, is `num_ctx`, which
belongs to the model or to the server: a large `max_tokens` lets it run on for minutes, and changes nothing else.

Example:

    defaults:
      max_tokens: 131072

Use instead: a context size where Ollama reads it, and a cap that an answer may need.

    defaults:
      max_tokens: 4096
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import scalar
from agwctl.lint.request_body import body_fields
from agwctl.lint.rule import LintContext

META = Code("AGW413", "cap-as-context", Severity.INFO, "a cap on answers that looks like a context size")
IDS = ("C18",)

CONTEXT_SIZE = 32768
NAMES = ("max_tokens", "max_completion_tokens")


def check(ctx: LintContext) -> Iterator[Finding]:
    for field in body_fields(ctx):
        tokens = scalar(field.value)
        if field.key.text in NAMES and isinstance(tokens, int) and tokens >= CONTEXT_SIZE:
            yield Finding(
                META,
                field.value,
                f"{field.key.text} limits the answer, not the context: the model may write {tokens} tokens here",
                f"for a larger context set OLLAMA_CONTEXT_LENGTH={tokens} for the Ollama server",
            )
