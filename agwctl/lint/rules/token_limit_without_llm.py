"""A limit of tokens where nothing counts them.

What it does: finds `localRateLimit` entries of `type: tokens` on routes that lead to no `ai` backend.

Why: tokens are read from the answers of LLM backends. A plain host has none, so the limit never refuses anything.

Example:

    routes:
    - policies:
        localRateLimit:
        - {maxTokens: 10000, tokensPerFill: 10000, fillInterval: 1h, type: tokens}
      backends:
      - host: localhost:11434

Use instead: an `ai` backend, or a limit of requests.

    routes:
    - policies:
        localRateLimit:
        - {maxTokens: 60, tokensPerFill: 60, fillInterval: 1m, type: requests}
      backends:
      - host: localhost:11434
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.backend import NamedBackend
from agwctl.config.rate_limit import RateLimit
from agwctl.config.route import Route
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.rule import LintContext, fix

META = Code("AGW607", "token-limit-without-llm", Severity.WARNING, "a limit of tokens where nothing counts them")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    hosts = {f"/{backend.name}" for backend in ctx.each(NamedBackend) if backend.host is not None}
    for limit in ctx.each(RateLimit):
        route = ctx.above(limit, Route)
        if route is None or limit.type != "tokens" or not route.backends:
            continue
        if all(entry.host is not None or entry.backend in hosts for entry in route.backends):
            node = limit.node("type")
            yield Finding(
                META,
                node,
                "this limit never refuses anything: only `ai` backends count tokens",
                "write type: requests, or make the backend an `ai` one",
                (Label(route.backends[0].node(), "a plain host"),),
                fix("count requests", ctx.editor.replace(node, "requests"), safe=False),
            )
