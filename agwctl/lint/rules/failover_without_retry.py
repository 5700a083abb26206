"""A failover that shows its failures to clients.

What it does: finds `ai` backends with several groups and `health.eviction` on routes without `retry`.

Why: a provider is given up after a request has failed on it, and that request is not sent to the next one: its client
gets the error. With `retry`, the second attempt goes to another provider.

Example:

    routes:
    - backends:
      - ai:
          groups:
          - providers: [{name: near, hostOverride: "localhost:11434", provider: {openAI: {}}}]
          - providers: [{name: far, hostOverride: "192.168.1.100:11434", provider: {openAI: {}}}]
        policies: {health: {eviction: {duration: 30s}}}

Use instead:

    routes:
    - policies:
        retry: {attempts: 1, backoff: 10ms, codes: [502, 503]}
      backends:
      - ai:
          groups:
          - providers: [{name: near, hostOverride: "localhost:11434", provider: {openAI: {}}}]
          - providers: [{name: far, hostOverride: "192.168.1.100:11434", provider: {openAI: {}}}]
        policies: {health: {eviction: {duration: 30s}}}
"""

from __future__ import annotations

from collections.abc import Iterator

from agwctl.config.backend import NamedBackend, RouteBackend
from agwctl.config.route import Route
from agwctl.diagnostics.diagnostic import Code, Finding, Severity
from agwctl.lint.nodes import given
from agwctl.lint.rule import LintContext
from agwctl.lint.rules.failover_without_eviction import is_ejected

META = Code("AGW611", "failover-without-retry", Severity.INFO, "a failover that shows its failures to clients")
IDS = ()

RETRY = "{attempts: 1, backoff: 10ms, codes: [502, 503]}"


def check(ctx: LintContext) -> Iterator[Finding]:
    if not ctx.is_whole:
        return
    named = {f"/{backend.name}": backend for backend in ctx.each(NamedBackend)}
    for route in ctx.each(Route):
        if given(route.policies, "retry") is not None:
            continue
        for entry in route.backends:
            target: RouteBackend | NamedBackend = named.get(entry.backend or "", entry)
            groups = target.ai.groups if target.ai is not None else None
            if groups is not None and len(groups) > 1 and is_ejected(groups[0], target.ai, target, entry):
                yield Finding(
                    META,
                    entry.node(),
                    "the request that finds a provider dead is answered with an error; only the next ones go elsewhere",
                    f"give the route policies.retry: {RETRY}",
                )
                break
