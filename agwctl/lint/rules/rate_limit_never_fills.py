"""A rate limit that refuses everything, sooner or later.

What it does: finds `localRateLimit` entries without `maxTokens`, or without `tokensPerFill`.

Why: both are 0 when they are not given. A bucket that holds nothing refuses every request; one that is never filled
refuses them all from some moment on, until the configuration is loaded again.

Example:

    localRateLimit:
    - {maxTokens: 60, fillInterval: 1m}

Use instead:

    localRateLimit:
    - {maxTokens: 60, tokensPerFill: 60, fillInterval: 1m}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.rate_limit import RateLimit
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import put
from agwctl.lint.rule import LintContext, fix

META = Code("AGW606", "rate-limit-never-fills", Severity.WARNING, "a rate limit that refuses everything")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    for limit in ctx.each(RateLimit):
        if limit.tokens_per_fill > 0:
            continue
        if limit.max_tokens == 0:
            what = f"every request is refused: {_zero(limit, 'max_tokens', 'maxTokens')}"
            yield Finding(META, limit.node("max_tokens"), what, "write maxTokens: 60, tokensPerFill: 60")
        else:
            what = f"the bucket is never filled again: {_zero(limit, 'tokens_per_fill', 'tokensPerFill')}"
            filled = put(ctx.editor, limit.node(), "tokensPerFill", limit.max_tokens)
            hint = f"write tokensPerFill: {limit.max_tokens}"
            yield Finding(META, limit.node("tokens_per_fill"), what, hint, (), fix("fill it", filled, safe=False))


def _zero(limit: RateLimit, field: str, wire: str) -> str:
    return f"{wire} is 0" + ("" if field in limit.given() else " when it is not given")
