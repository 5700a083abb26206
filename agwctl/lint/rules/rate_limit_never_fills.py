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

from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.edits import put
from agwctl.lint.nodes import at, scalar
from agwctl.lint.rate_limits import rate_limits
from agwctl.lint.rule import LintContext, fix

META = Code("AGW606", "rate-limit-never-fills", Severity.WARNING, "a rate limit that refuses everything")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    for limit in rate_limits(ctx):
        size, fill = at(limit.node, "maxTokens"), at(limit.node, "tokensPerFill")
        if scalar(size) in (None, 0):
            what = "maxTokens is 0" + ("" if size is not None else " when it is not given")
            yield Finding(META, size or limit.node, f"every request is refused: {what}", "write maxTokens: 60")
        elif scalar(fill) in (None, 0):
            what = "tokensPerFill is 0" + ("" if fill is not None else " when it is not given")
            filled = put(ctx.editor, limit.node, "tokensPerFill", scalar(size))
            yield Finding(
                META,
                fill or limit.node,
                f"the bucket is never filled again: {what}",
                f"write tokensPerFill: {scalar(size)}",
                (),
                fix("fill it each time", filled, safe=False),
            )
