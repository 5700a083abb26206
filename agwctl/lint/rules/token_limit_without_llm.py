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
from agwctl.config.policy import RoutePolicies
from agwctl.config.route import Route
from agwctl.diagnostics.diagnostic import Code, Finding, Label, Severity
from agwctl.lint.nodes import at, scalar
from agwctl.lint.rate_limits import rate_limits
from agwctl.lint.rule import LintContext, fix

META = Code("AGW607", "token-limit-without-llm", Severity.WARNING, "a limit of tokens where nothing counts them")
IDS = ()


def check(ctx: LintContext) -> Iterator[Finding]:
    hosts = {f"/{backend.name}" for backend in ctx.each(NamedBackend) if backend.host is not None}
    for limit in rate_limits(ctx):
        kind = at(limit.node, "type")
        route = ctx.above(limit.owner, Route) if isinstance(limit.owner, RoutePolicies) else None
        if route is None or kind is None or scalar(kind) != "tokens" or not route.backends:
            continue
        if all(entry.host is not None or entry.backend in hosts for entry in route.backends):
            yield Finding(
                META,
                kind,
                "this limit never refuses anything: only `ai` backends count tokens",
                "write type: requests, or make the backend an `ai` one",
                (Label(route.backends[0].node(), "a plain host"),),
                fix("count requests", ctx.editor.replace(kind, "requests"), safe=False),
            )
